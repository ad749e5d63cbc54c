import type { KrausEvent } from '../processes/index.js';
import type { Outcome, RunResult } from './schema.js';

/** What `kraus run --json` (on a simulator or a device) or `kraus jobs result --json` told, for the page; undefined for anything else. */
export function readResult(event: KrausEvent): RunResult | undefined {
  if (event.kind === 'run') return simulated(event);
  if (event.kind === 'device-run') return counted(event, `${String(event.name)} on ${String(event.backend)}`);
  const circuits = event.event === 'result' ? event.circuits : undefined;
  const first: unknown = Array.isArray(circuits) ? circuits[0] : undefined;
  if (typeof first !== 'object' || first === null) return undefined;
  const { name } = first as { name?: unknown };
  return counted({ ...event, ...first }, `${String(name)} on ${String(event.backend)}`);
}

function simulated(event: KrausEvent): RunResult {
  const { name, counts, probabilities, expectation, observables, shots, seed, engine, errors } = event;
  const sampled = numbersIn(counts);
  const wrong = numbersIn((errors as { probabilities?: unknown } | undefined)?.probabilities);
  const expectationErrors = (errors as { expectation?: unknown } | undefined)?.expectation;
  const values = Array.isArray(expectation) ? expectation.filter((value) => typeof value === 'number') : [];
  const total = typeof shots === 'number' ? shots : undefined;
  return {
    heading: String(name),
    facts: [
      ...(total === undefined ? ['exact'] : [`${total} shots`, `seed ${String(seed)}`]),
      String(engine).replace('-', ' '),
    ].join(', '),
    shots: sampled === undefined ? undefined : total,
    outcomes:
      sampled !== undefined
        ? outcomesOf(sampled)
        : byName(
            Object.entries(numbersIn(probabilities) ?? {}).map(([outcome, share]) => ({
              name: outcome,
              count: undefined,
              share,
              error: wrong?.[outcome],
            })),
          ),
    expectations: values.map((value, k) => ({
      of: String(Array.isArray(observables) ? observables[k] : k),
      value,
      error: Array.isArray(expectationErrors) ? Number(expectationErrors[k]) : undefined,
    })),
  };
}

function counted(event: KrausEvent, heading: string): RunResult {
  const outcomes = outcomesOf(numbersIn(event.counts) ?? {});
  const shots = outcomes.reduce((sum, { count = 0 }) => sum + count, 0);
  const calibrated = typeof event.calibrated === 'string' ? [`calibrated ${event.calibrated}`] : [];
  return { heading, facts: [`${shots} shots`, ...calibrated].join(', '), shots, outcomes, expectations: [] };
}

/** Shares with the standard error √(p(1 − p) / n), by their names. */
function outcomesOf(counts: Readonly<Record<string, number>>): readonly Outcome[] {
  const shots = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return byName(
    Object.entries(counts).map(([name, count]) => {
      const share = count / shots;
      return { name, count, share, error: Math.sqrt((share * (1 - share)) / shots) };
    }),
  );
}

/** JavaScript puts keys like "11" before keys like "00". */
function byName(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...outcomes].sort((a, b) => a.name.localeCompare(b.name));
}

function numbersIn(value: unknown): Readonly<Record<string, number>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
