/** One run of a sweep: the values of the swept parameters, and the seed. */
export interface SweepPoint {
  readonly values: Readonly<Record<string, number>>;
  readonly seed: number;
  /** The run's folder name, e.g. `omega=0.3,seed=1`. */
  readonly name: string;
}

/** Every combination of the axes' values with every seed; the first axis varies slowest, the seed fastest. */
export function sweepPoints(axes: Readonly<Record<string, readonly number[]>>, seeds: readonly number[]): SweepPoint[] {
  let combinations: Record<string, number>[] = [{}];
  for (const [axis, values] of Object.entries(axes)) {
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [axis]: value })));
  }
  return combinations.flatMap((values) => seeds.map((seed) => ({ values, seed, name: pointName(values, seed) })));
}

function pointName(values: Readonly<Record<string, number>>, seed: number): string {
  // Twelve digits: linspace(0, 1, 11) gives 0.30000000000000004, which nobody wants as the name of a folder.
  const parts = Object.entries(values).map(([axis, value]) => `${axis}=${Number(value.toPrecision(12))}`);
  return [...parts, `seed=${seed}`].join(',');
}
