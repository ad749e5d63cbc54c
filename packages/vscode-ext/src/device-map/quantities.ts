import type { Device } from '@kraus/hardware';

/** What qubits can be coloured by. */
export interface QubitQuantity {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Whether more is worse. */
  readonly worse: 'more' | 'less';
  /** By qubit; undefined where nothing is reported. */
  readonly values: readonly (number | undefined)[];
}

/** A pair of neighbours. */
export interface Coupler {
  readonly qubits: readonly [number, number];
  /** Error of the better direction; undefined where none is reported. */
  readonly error: number | undefined;
  /** False where the gate did not calibrate in either direction. */
  readonly usable: boolean;
}

const ENTANGLERS = ['cz', 'ecr', 'cx'];

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : undefined);

/** Readout, relaxation and gate errors by qubit. */
export function qubitQuantities({ qubits, gates }: Device): readonly QubitQuantity[] {
  const gate = new Map(gates.flatMap(({ name, qubits: [q], error }) => (name === 'sx' ? [[q, error] as const] : [])));
  const quantity = (
    name: string,
    title: string,
    unit: string,
    worse: QubitQuantity['worse'],
    value: (qubit: number) => number | undefined,
  ) => ({ name, title, unit, worse, values: qubits.map((_, q) => finite(value(q))) });
  const micro = (seconds: number | undefined) => (seconds === undefined ? undefined : 1e6 * seconds);
  return [
    quantity('readout', 'readout error', '', 'more', (q) => {
      const { p1given0 = 0, p0given1 = 0 } = qubits[q] ?? {};
      return (p1given0 + p0given1) / 2;
    }),
    quantity('sx', 'error of the √X gate', '', 'more', (q) => gate.get(q)),
    quantity('t1', 'T1', 'µs', 'less', (q) => micro(qubits[q]?.t1)),
    quantity('t2', 'T2', 'µs', 'less', (q) => micro(qubits[q]?.t2)),
  ];
}

/** All pairs that have an entangler, whether it is usable or not. */
export function couplers({ gates, basis }: Device): readonly Coupler[] {
  const entangler = ENTANGLERS.find((name) => basis.includes(name));
  const found = new Map<string, Coupler>();
  for (const { name, qubits, error, usable } of gates) {
    const [a, b] = qubits;
    if (name !== entangler || a === undefined || b === undefined) continue;
    const pair = [Math.min(a, b), Math.max(a, b)] as const;
    const known = found.get(pair.join());
    const better = usable && (known?.usable !== true || (error ?? 0) < (known.error ?? 0));
    if (known === undefined || better) found.set(pair.join(), { qubits: pair, error, usable });
  }
  return [...found.values()];
}
