import { KrausError } from '@kraus/core';

/** Costs of moving one unit from each of `rows` sources to each of `columns` targets, row-major `[rows, columns]`. */
export interface CostMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly costs: Float64Array;
}

/** How mass moves. */
export interface TransportPlan {
  /** Σ plan · cost. */
  readonly cost: number;
  /** `[rows, columns]`: mass moved; every row sums to 1/rows, every column to 1/columns. */
  readonly plan: Float64Array;
}

/**
 * The cheapest transport of uniform weights, 1/rows on every source and 1/columns on every target: the 1-Wasserstein distance where
 * costs are distances. Exact, by shortest augmenting paths with dual prices (Jonker and Volgenant, Computing 38 (1987) 325; with
 * masses above one as in Ahuja, Magnanti and Orlin, section 9.7). About n³ steps for n × n.
 * @throws KrausError `transport/bad-costs`
 */
export function exactTransport({ rows, columns, costs }: CostMatrix): TransportPlan {
  checkCosts({ rows, columns, costs });
  const unit = greatestCommonDivisor(rows, columns);
  // Whole units of mass: rows · columns / unit in all.
  const [supply, demand] = [columns / unit, rows / unit];
  const left = new Int32Array(columns).fill(demand);
  const flow = new Int32Array(rows * columns);
  const rowPrice = new Float64Array(rows);
  const columnPrice = cheapestOfColumns({ rows, columns, costs });
  const search = new PathSearch({ rows, columns, costs }, flow, rowPrice, columnPrice);
  for (let row = 0; row < rows; row++) {
    for (let rest = supply; rest > 0; ) {
      const { column, amount } = search.shortest(row, left, rest);
      left[column] = (left[column] as number) - amount;
      rest -= amount;
    }
  }
  const plan = Float64Array.from(flow, (units) => units / (supply * rows));
  return { cost: plan.reduce((sum, mass, k) => sum + mass * (costs[k] as number), 0), plan };
}

/** Dijkstra's search over the residual graph of a transport; it keeps its working arrays. */
class PathSearch {
  readonly #distance: Float64Array;
  /** The row that each column was reached from. */
  readonly #from: Int32Array;
  readonly #done: Uint8Array;
  readonly #rowDistance: Float64Array;
  /** The column that each row was reached through; −1 for the start, −2 if not reached. */
  readonly #through: Int32Array;

  constructor(
    readonly problem: CostMatrix,
    readonly flow: Int32Array,
    readonly rowPrice: Float64Array,
    readonly columnPrice: Float64Array,
  ) {
    this.#distance = new Float64Array(problem.columns);
    this.#from = new Int32Array(problem.columns);
    this.#done = new Uint8Array(problem.columns);
    this.#rowDistance = new Float64Array(problem.rows);
    this.#through = new Int32Array(problem.rows);
  }

  /** Finds the cheapest path from `start` to a column with demand left, moves mass along it, and says where it ended. */
  shortest(start: number, left: Int32Array, most: number): { column: number; amount: number } {
    const { rows, columns } = this.problem;
    this.#distance.fill(Number.POSITIVE_INFINITY);
    this.#done.fill(0);
    this.#through.fill(-2);
    this.#reach(start, -1, 0);
    for (;;) {
      const column = this.#nearest();
      this.#done[column] = 1;
      const reached = this.#distance[column] as number;
      if ((left[column] as number) > 0) {
        this.#raisePrices(reached);
        return { column, amount: this.#move(column, Math.min(most, left[column] as number)) };
      }
      for (let row = 0; row < rows; row++) {
        if (this.#through[row] === -2 && (this.flow[row * columns + column] as number) > 0)
          this.#reach(row, column, reached);
      }
    }
  }

  #reach(row: number, through: number, distance: number): void {
    const { columns, costs } = this.problem;
    this.#through[row] = through;
    this.#rowDistance[row] = distance;
    const base = distance - (this.rowPrice[row] as number);
    for (let j = 0; j < columns; j++) {
      if (this.#done[j] === 1) continue;
      const d = base + (costs[row * columns + j] as number) - (this.columnPrice[j] as number);
      if (d < (this.#distance[j] as number)) {
        this.#distance[j] = d;
        this.#from[j] = row;
      }
    }
  }

  #nearest(): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < this.problem.columns; j++) {
      if (this.#done[j] === 0 && (this.#distance[j] as number) < least) {
        least = this.#distance[j] as number;
        best = j;
      }
    }
    return best;
  }

  #raisePrices(reached: number): void {
    for (let row = 0; row < this.problem.rows; row++) {
      if (this.#through[row] === -2) continue;
      this.rowPrice[row] = (this.rowPrice[row] as number) + reached - (this.#rowDistance[row] as number);
    }
    for (let j = 0; j < this.problem.columns; j++) {
      if (this.#done[j] === 1)
        this.columnPrice[j] = (this.columnPrice[j] as number) - reached + (this.#distance[j] as number);
    }
  }

  /** Moves as much as the path lets through, at most `most`. */
  #move(end: number, most: number): number {
    const { columns } = this.problem;
    let amount = most;
    for (let column = end; ; ) {
      const row = this.#from[column] as number;
      column = this.#through[row] as number;
      if (column < 0) break;
      amount = Math.min(amount, this.flow[row * columns + column] as number);
    }
    for (let column = end; column >= 0; ) {
      const row = this.#from[column] as number;
      const forward = row * columns + column;
      this.flow[forward] = (this.flow[forward] as number) + amount;
      column = this.#through[row] as number;
      if (column >= 0) this.flow[row * columns + column] = (this.flow[row * columns + column] as number) - amount;
    }
    return amount;
  }
}

function cheapestOfColumns({ rows, columns, costs }: CostMatrix): Float64Array {
  const least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < rows * columns; k++)
    least[k % columns] = Math.min(least[k % columns] as number, costs[k] as number);
  return least;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** @throws KrausError `transport/bad-costs` */
export function checkCosts({ rows, columns, costs }: CostMatrix): void {
  if (rows < 1 || columns < 1 || costs.length !== rows * columns) {
    throw new KrausError(
      'transport/bad-costs',
      `Transport: ${costs.length} costs for ${rows} sources and ${columns} targets; expected ${rows * columns}, at least one.`,
    );
  }
  const bad = costs.findIndex((cost) => !Number.isFinite(cost));
  if (bad >= 0) {
    throw new KrausError('transport/bad-costs', `Transport: cost ${bad} is ${costs[bad]}, expected a finite number.`);
  }
}
