/** What a trial found: numbers by name, and PNG files that show it (finished: from the study's folder). */
export interface Measured {
  readonly numbers: Readonly<Record<string, number>>;
  readonly pictures?: readonly { readonly title: string; readonly file: string }[];
}

export type Verdict = 'holds' | 'does not hold' | 'undecided';

export interface Finding {
  /** Ours, with spread and counts, in words. */
  readonly ours: string;
  readonly verdict: Verdict;
}

/** A finished trial. */
export interface FinishedTrial extends Measured {
  readonly arm: string;
  readonly seed: number;
  readonly seconds: number;
}

/** The 97.5 % points of Student's t for 1 … 10 degrees of freedom, then the normal distribution's. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228] as const;

/** Mean over trials, with their deviation and the half width of the 95 % interval of the mean (Student). */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation; 0 for one trial. */
  readonly deviation: number;
  /** Infinite for one trial. */
  readonly half: number;
}

/** What to take of a trial: a measure by its name, or a function of its numbers, e.g. a ratio of two. */
export type Quantity = string | ((numbers: Measured['numbers']) => number | undefined);

/** How far a measure lies from that of the data, `MEASURE of data`. */
export function distanceFromData(measure: string): Quantity {
  return (numbers) => {
    const [own, wanted] = [numbers[measure], numbers[`${measure} of data`]];
    return own === undefined || wanted === undefined ? undefined : Math.abs(own - wanted);
  };
}

/** What the trials of a study found. */
export class Results {
  constructor(readonly trials: readonly FinishedTrial[]) {}

  /** A quantity of the trials of an arm that have it, in the order of seeds. */
  values(arm: string, quantity: Quantity): number[] {
    return [...this.#bySeed(arm, quantity).values()];
  }

  /** A quantity of one arm less that of another, for each seed that both have, in their order. */
  differences(arm: string, from: string, quantity: Quantity): number[] {
    const others = this.#bySeed(from, quantity);
    return [...this.#bySeed(arm, quantity)].flatMap(([seed, value]) => {
      const other = others.get(seed);
      return other === undefined ? [] : [value - other];
    });
  }

  #bySeed(arm: string, quantity: Quantity): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    const of = typeof quantity === 'string' ? (numbers: Measured['numbers']) => numbers[quantity] : quantity;
    for (const { arm: own, seed, numbers } of [...this.trials].sort((a, b) => a.seed - b.seed)) {
      const value = own === arm ? of(numbers) : undefined;
      if (value !== undefined) found.set(seed, value);
    }
    return found;
  }

  /** Whether values lie below a bound. */
  static below(values: readonly number[], bound: number): Finding {
    return judged(summaryOf(values), bound, -1);
  }

  /** Whether values lie above a bound. */
  static above(values: readonly number[], bound: number): Finding {
    return judged(summaryOf(values), bound, 1);
  }
}

export function summaryOf(values: readonly number[]): Summary {
  const count = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  if (count < 2) return { count, mean, deviation: 0, half: Number.POSITIVE_INFINITY };
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1));
  return { count, mean, deviation, half: ((STUDENT[count - 2] ?? 1.96) * deviation) / Math.sqrt(count) };
}

/** `0.034 (0.029 to 0.039; 5 seeds)`: mean and its 95 % interval. */
export function withInterval({ count, mean, half }: Summary): string {
  if (count === 0) return 'not run';
  const number = threeDigits;
  return count === 1
    ? `${number(mean)} (1 seed)`
    : `${number(mean)} (${number(mean - half)} to ${number(mean + half)}; ${count} seeds)`;
}

/** `0.034 ± 0.004 (deviation, 5 seeds)`. */
export function inWords({ count, mean, deviation }: Summary): string {
  if (count === 0) return 'not run';
  const number = threeDigits;
  return count === 1
    ? `${number(mean)} (1 seed)`
    : `${number(mean)} ± ${number(deviation)} (deviation, ${count} seeds)`;
}

/** A claim is decided when the 95 % interval of the mean lies on one side of the bound. */
function judged(summary: Summary, bound: number, side: 1 | -1): Finding {
  const ours = withInterval(summary);
  if (summary.count < 2) return { ours, verdict: 'undecided' };
  const distance = side * (summary.mean - bound);
  if (distance >= summary.half) return { ours, verdict: 'holds' };
  return { ours, verdict: distance <= -summary.half ? 'does not hold' : 'undecided' };
}

function threeDigits(x: number): string {
  return String(Number(x.toPrecision(3)));
}
