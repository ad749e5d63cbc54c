import { diagonalBasis } from './basis.js';
import type { DensityMatrixPlan } from './plan.js';

/**
 * Between matrix entries and coordinates of one sample, as kernels-density-matrix/coordinates.h does it: a Hermitian matrix is
 * held as u(i, j) = Re + Im of its entry (i, j).
 */
export class Coordinates {
  /** Places of |i><0| and |0><j| in u. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly #wires: readonly { readonly levels: number; readonly shift: number; readonly bits: number }[];
  readonly #size: number;

  /** @param places where the wires are */
  constructor({ dims, shifts, bits, dimension }: DensityMatrixPlan, places: readonly number[]) {
    this.#size = 2 ** bits;
    this.#wires = dims.map((levels, wire) => ({
      levels,
      shift: shifts[places[wire] as number] as number,
      bits: Math.ceil(Math.log2(levels * levels)),
    }));
    this.row = new Int32Array(dimension);
    this.column = new Int32Array(dimension);
    for (let k = 0; k < dimension; k++) {
      let rest = k;
      for (const { levels, shift } of this.#wires) {
        const digit = rest % levels;
        rest = Math.floor(rest / levels);
        this.row[k] = (this.row[k] as number) + digit * 2 ** shift;
        this.column[k] = (this.column[k] as number) + digit * levels * 2 ** shift;
      }
    }
  }

  /** Place of entry (i, j) in u. */
  place(i: number, j: number): number {
    return (this.row[i] as number) + (this.column[j] as number);
  }

  /** u to coordinates tr(G_k ρ), in place. */
  fold(u: Float64Array): void {
    for (const wire of this.#wires) transformWire(u, this.#size, wire, false);
    this.#changeSigns(u);
  }

  /** The transpose of {@link fold}: from the gradient of coordinates to that of u, and from D times coordinates to u. */
  unfold(v: Float64Array): void {
    this.#changeSigns(v);
    for (const wire of this.#wires) transformWire(v, this.#size, wire, true);
  }

  /** u of |a><a|. */
  projector(a: ArrayLike<number>, at = 0): Float64Array {
    const u = new Float64Array(this.#size);
    for (let j = 0; j < this.column.length; j++) {
      const [re, im] = [a[at + 2 * j] as number, a[at + 2 * j + 1] as number];
      for (let i = 0; i < this.row.length; i++) {
        const [x, y] = [a[at + 2 * i] as number, a[at + 2 * i + 1] as number];
        u[(this.row[i] as number) + (this.column[j] as number)] = x * (re - im) + y * (re + im);
      }
    }
    return u;
  }

  /** The functional of coordinates that gives the fidelity with a state. */
  fidelityFunctional(target: ArrayLike<number>, at = 0): Float64Array {
    const f = this.projector(target, at);
    this.fold(f);
    return f.map((x) => x / this.row.length);
  }

  #changeSigns(v: Float64Array): void {
    for (let k = 0; k < v.length; k++) {
      let count = 0;
      for (const { levels, shift, bits } of this.#wires) {
        const digit = (k >> shift) & (2 ** bits - 1);
        if (digit < levels * levels && digit % levels < Math.floor(digit / levels)) count++;
      }
      if (count % 4 === 1 || count % 4 === 2) v[k] = -(v[k] as number);
    }
  }
}

function transformWire(
  v: Float64Array,
  size: number,
  { levels, shift, bits }: { readonly levels: number; readonly shift: number; readonly bits: number },
  transposed: boolean,
): void {
  const step = 2 ** shift;
  const scale = Math.sqrt(levels / 2);
  const basis = diagonalBasis(levels);
  const old = new Float64Array(levels);
  for (let base = 0; base < size; base += step * 2 ** bits) {
    for (let k = base; k < base + step; k++) {
      for (let a = 0; a < levels; a++) {
        for (let b = 0; b < a; b++) {
          const [low, high] = [k + (a + levels * b) * step, k + (b + levels * a) * step];
          const [x, y] = [v[low] as number, v[high] as number];
          v[low] = scale * (transposed ? x - y : x + y);
          v[high] = scale * (transposed ? x + y : y - x);
        }
      }
      for (let i = 0; i < levels; i++) old[i] = v[k + i * (levels + 1) * step] as number;
      for (let i = 0; i < levels; i++) {
        let sum = 0;
        for (let l = 0; l < levels; l++) {
          sum += ((transposed ? basis[l]?.[i] : basis[i]?.[l]) as number) * (old[l] as number);
        }
        v[k + i * (levels + 1) * step] = sum;
      }
    }
  }
}
