import { type Colours, formatNumber, formatTable } from '../terminal/index.js';
import type { CircuitRun } from './run-circuit.js';

const MOST_ROWS = 32;
const BAR = 40;

/** A run for people: expectation values, and a histogram of outcomes. */
export function describeRun(run: CircuitRun, colours: Colours): string {
  const { bold, dim } = colours;
  const lines = [`circuit ${bold(run.name)}`, dim(run.why)];
  const { expectation, probabilities, counts, errors, shots } = run;
  if (expectation !== null) {
    const values = expectation.map((value, k) => ({ value, standardError: errors?.expectation?.[k] }));
    lines.push('', bold('expectation'), describeExpectation(run.observables, values));
  }
  if (counts !== null) {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const rows = histogram(counts, (count) => [String(count), count / total], colours);
    lines.push('', `${bold('counts')} ${dim(`${shots} shots, seed ${run.seed}`)}`, rows);
  } else if (probabilities !== null) {
    const text = (p: number, outcome: string) => {
      const error = errors?.probabilities?.[outcome];
      return `${p.toFixed(6)}${error === undefined ? '' : ` ± ${formatNumber(error)}`}`;
    };
    const note = errors === undefined ? '' : ` ${dim(`from ${shots} trajectories, seed ${run.seed}`)}`;
    lines.push(
      '',
      `${bold('probabilities')}${note}`,
      histogram(probabilities, (p, outcome) => [text(p, outcome), p], colours),
    );
  }
  return lines.join('\n');
}

/** Expectation values, a line each, with their standard errors where they have one. */
export function describeExpectation(
  names: readonly string[],
  values: readonly { readonly value: number; readonly standardError?: number | undefined }[],
): string {
  const rows = values.map(({ value, standardError }, k) => [
    names[k] ?? '',
    `${formatNumber(value)}${standardError === undefined ? '' : ` ± ${formatNumber(standardError)}`}`,
  ]);
  return formatTable(rows, { indent: 2 });
}

/** Counts of shots as a histogram, each share with its standard error. */
export function describeCounts(counts: Readonly<Record<string, number>>, colours: Colours): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const text = (count: number) => {
    const share = count / total;
    return `${count}  ${share.toFixed(4)} ± ${Math.sqrt((share * (1 - share)) / total).toFixed(4)}`;
  };
  return histogram(counts, (count) => [text(count), count / total], colours);
}

/** The most frequent outcomes in their order, each with a bar. */
function histogram(
  values: Readonly<Record<string, number>>,
  show: (value: number, outcome: string) => readonly [text: string, share: number],
  { cyan, dim }: Colours,
): string {
  const likely = Object.entries(values)
    .filter(([, value]) => value > 1e-12)
    .sort(([, a], [, b]) => b - a);
  const shown = new Set(likely.slice(0, MOST_ROWS).map(([outcome]) => outcome));
  const rows = Object.entries(values)
    .filter(([outcome]) => shown.has(outcome))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, value]) => {
      const [text, share] = show(value, outcome);
      return [outcome, text, cyan('█'.repeat(Math.round(share * BAR)))];
    });
  const more = likely.length - shown.size;
  return (
    formatTable(rows, { indent: 2 }) + (more > 0 ? `\n  ${dim(`and ${more} less likely ones; --json gives all`)}` : '')
  );
}
