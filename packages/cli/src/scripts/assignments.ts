import { usageError } from '../failures.js';

/**
 * Collects `--set name=value` options (names may have indices, `theta[0,1]`), in the way commander calls it for each one.
 * @throws CommandFailure `cli/bad-assignment` when the text is not `name=number`
 */
export function collectAssignment(
  text: string,
  earlier: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const match = /^([A-Za-z_][A-Za-z0-9_.]*(?:\[[0-9, ]+\][A-Za-z0-9_.]*)*)=(.+)$/.exec(text);
  const name = match?.[1];
  const value = Number(match?.[2]?.trim() || Number.NaN);
  if (name === undefined || !Number.isFinite(value)) {
    throw usageError('bad-assignment', `--set ${text}: expected a name and a number, e.g. --set omega=0.5`);
  }
  return { ...earlier, [name]: value };
}
