/**
 * A stabilizer state of some qubits, gate by gate (Aaronson and Gottesman, Phys. Rev. A 70, 052328): generator i is
 * (−1)^sign[i] times the Pauli string with X where x[i] and Z where z[i] has a bit, Y where both have.
 */
export class StabilizerTableau {
  private readonly x: number[];
  private readonly z: number[];
  private readonly sign: number[];

  /** |0…0>: stabilized by Z of every qubit. */
  constructor(private readonly qubits: number) {
    this.x = new Array<number>(qubits).fill(0);
    this.z = Array.from({ length: qubits }, (_, q) => 1 << q);
    this.sign = new Array<number>(qubits).fill(0);
  }

  h(q: number): void {
    this.each((x, z, i) => {
      const [a, b] = [(x >> q) & 1, (z >> q) & 1];
      this.flip(i, a & b);
      this.x[i] = (x & ~(1 << q)) | (b << q);
      this.z[i] = (z & ~(1 << q)) | (a << q);
    });
  }

  s(q: number): void {
    this.each((x, z, i) => {
      const a = (x >> q) & 1;
      this.flip(i, a & ((z >> q) & 1));
      this.z[i] = z ^ (a << q);
    });
  }

  cx(control: number, target: number): void {
    this.each((x, z, i) => {
      const [a, b, c, d] = [(x >> control) & 1, (z >> target) & 1, (x >> target) & 1, (z >> control) & 1];
      this.flip(i, a & b & (c ^ d ^ 1));
      this.x[i] = x ^ (a << target);
      this.z[i] = z ^ (b << control);
    });
  }

  /** <P> of the Pauli string with the given bits: ±1 if ±P is in the stabilizer, else 0. */
  expectation(x: number, z: number): number {
    for (let i = 0; i < this.qubits; i++) if (!commute(this.x[i] ?? 0, this.z[i] ?? 0, x, z)) return 0;
    // P is a product of generators: eliminate its bits, one pivot after the other, on copies.
    const rows = this.x.map((bits, i) => ({ x: bits, z: this.z[i] ?? 0, sign: this.sign[i] ?? 0 }));
    let product = { x: 0, z: 0, sign: 0 };
    const bit = (row: { x: number; z: number }, k: number) =>
      ((k < this.qubits ? row.x : row.z) >> (k % this.qubits)) & 1;
    let first = 0;
    for (let k = 0; k < 2 * this.qubits; k++) {
      const pivot = rows.findIndex((row, i) => i >= first && bit(row, k) === 1);
      if (pivot < 0) continue;
      const row = rows[pivot] as (typeof rows)[number];
      rows[pivot] = rows[first] as (typeof rows)[number];
      rows[first] = row;
      for (let i = first + 1; i < rows.length; i++) {
        const other = rows[i] as (typeof rows)[number];
        if (bit(other, k) === 1) rows[i] = multiply(other, row, this.qubits);
      }
      if (bit(product, k) !== bit({ x, z }, k)) product = multiply(product, row, this.qubits);
      first++;
    }
    if (product.x !== x || product.z !== z)
      throw new Error('a Pauli string commutes with all generators and is no product');
    return product.sign === 0 ? 1 : -1;
  }

  /** The Pauli string, up to its sign, of the product of the generators whose bits are set. */
  element(generators: number): { readonly x: number; readonly z: number } {
    let [x, z] = [0, 0];
    for (let i = 0; i < this.qubits; i++) {
      if ((generators >> i) & 1) [x, z] = [x ^ (this.x[i] ?? 0), z ^ (this.z[i] ?? 0)];
    }
    return { x, z };
  }

  private each(gate: (x: number, z: number, row: number) => void): void {
    for (let i = 0; i < this.qubits; i++) gate(this.x[i] ?? 0, this.z[i] ?? 0, i);
  }

  private flip(row: number, by: number): void {
    this.sign[row] = (this.sign[row] ?? 0) ^ by;
  }
}

interface Row {
  readonly x: number;
  readonly z: number;
  readonly sign: number;
}

function parity(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count ^= 1;
  return count;
}

const commute = (x: number, z: number, u: number, v: number): boolean => parity((x & v) ^ (z & u)) === 0;

/** The product of two commuting Hermitian strings. */
function multiply(a: Row, b: Row, qubits: number): Row {
  // The power of i that letters pick up: g of Aaronson and Gottesman, qubit by qubit.
  let power = 2 * (a.sign + b.sign);
  for (let q = 0; q < qubits; q++) {
    const [x, z, u, v] = [(a.x >> q) & 1, (a.z >> q) & 1, (b.x >> q) & 1, (b.z >> q) & 1];
    if (x === 1 && z === 1) power += v - u;
    else if (x === 1) power += v * (2 * u - 1);
    else if (z === 1) power += u * (1 - 2 * v);
  }
  return { x: a.x ^ b.x, z: a.z ^ b.z, sign: (((power % 4) + 4) % 4) >> 1 };
}
