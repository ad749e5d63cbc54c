import { KrausError } from '../errors/index.js';
import { gateNamed } from './registry.js';

/** A gate on some wires: of a register, or of the gate that is being decomposed. */
export interface GateUse {
  readonly gate: string;
  readonly angles: readonly number[];
  readonly qubits: readonly number[];
}

const { PI } = Math;

function use(gate: string, qubits: readonly number[], ...angles: readonly number[]): GateUse {
  return { gate, angles, qubits };
}

const RZZ = (theta: number): GateUse[] => [use('CX', [0, 1]), use('RZ', [1], theta), use('CX', [0, 1])];
const HADAMARDS = [use('H', [0]), use('H', [1])];

/** Nielsen & Chuang, figure 4.9. */
const TOFFOLI: readonly GateUse[] = [
  use('H', [2]),
  use('CX', [1, 2]),
  use('Tdg', [2]),
  use('CX', [0, 2]),
  use('T', [2]),
  use('CX', [1, 2]),
  use('Tdg', [2]),
  use('CX', [0, 2]),
  use('T', [1]),
  use('T', [2]),
  use('H', [2]),
  use('CX', [0, 1]),
  use('T', [0]),
  use('Tdg', [1]),
  use('CX', [0, 1]),
];

type Rule = (...angles: number[]) => readonly GateUse[];

/** One step down for every gate but RX, RY, RZ and CX; equal to the gate up to a global phase. */
const RULES: Readonly<Record<string, Rule>> = {
  I: () => [],
  X: () => [use('RX', [0], PI)],
  Y: () => [use('RY', [0], PI)],
  Z: () => [use('RZ', [0], PI)],
  H: () => [use('RY', [0], PI / 2), use('RX', [0], PI)],
  S: () => [use('RZ', [0], PI / 2)],
  Sdg: () => [use('RZ', [0], -PI / 2)],
  T: () => [use('RZ', [0], PI / 4)],
  Tdg: () => [use('RZ', [0], -PI / 4)],
  SX: () => [use('RX', [0], PI / 2)],
  SXdg: () => [use('RX', [0], -PI / 2)],
  P: (lambda = 0) => [use('RZ', [0], lambda)],
  U: (theta = 0, phi = 0, lambda = 0) => [use('RZ', [0], lambda), use('RY', [0], theta), use('RZ', [0], phi)],
  CY: () => [use('Sdg', [1]), use('CX', [0, 1]), use('S', [1])],
  CZ: () => [use('H', [1]), use('CX', [0, 1]), use('H', [1])],
  CH: () => [use('RY', [1], -PI / 4), use('CZ', [0, 1]), use('RY', [1], PI / 4)],
  SWAP: () => [use('CX', [0, 1]), use('CX', [1, 0]), use('CX', [0, 1])],
  iSWAP: () => [use('RXX', [0, 1], -PI / 2), use('RYY', [0, 1], -PI / 2)],
  iSWAPdg: () => [use('RXX', [0, 1], PI / 2), use('RYY', [0, 1], PI / 2)],
  // exp(−iπ/4 X₁Z₀), then X on the control: X₀ exp(−iπ/4 X₁Z₀) = (X₀ − Y₀X₁)/√2.
  ECR: () => [use('H', [1]), ...RZZ(PI / 2), use('H', [1]), use('X', [0])],
  CCX: () => TOFFOLI,
  CCZ: () => [use('H', [2]), use('CCX', [0, 1, 2]), use('H', [2])],
  CSWAP: () => [use('CX', [2, 1]), use('CCX', [0, 1, 2]), use('CX', [2, 1])],
  CP: (lambda = 0) => [
    use('P', [0], lambda / 2),
    use('CX', [0, 1]),
    use('P', [1], -lambda / 2),
    use('CX', [0, 1]),
    use('P', [1], lambda / 2),
  ],
  CRX: (theta = 0) => [use('H', [1]), use('CRZ', [0, 1], theta), use('H', [1])],
  CRY: (theta = 0) => [use('RY', [1], theta / 2), use('CX', [0, 1]), use('RY', [1], -theta / 2), use('CX', [0, 1])],
  CRZ: (theta = 0) => [use('RZ', [1], theta / 2), use('CX', [0, 1]), use('RZ', [1], -theta / 2), use('CX', [0, 1])],
  RXX: (theta = 0) => [...HADAMARDS, ...RZZ(theta), ...HADAMARDS],
  RYY: (theta = 0) => [
    use('RX', [0], PI / 2),
    use('RX', [1], PI / 2),
    ...RZZ(theta),
    use('RX', [0], -PI / 2),
    use('RX', [1], -PI / 2),
  ],
  RZZ: (theta = 0) => RZZ(theta),
  fSim: (theta = 0, phi = 0) => [use('RXX', [0, 1], theta), use('RYY', [0, 1], theta), use('CP', [0, 1], -phi)],
  // Between the CX, the states 01 and 10 differ in qubit 0 alone and have qubit 1 in |1>.
  Givens: (theta = 0) => [use('CX', [0, 1]), use('CRY', [1, 0], -theta), use('CX', [0, 1])],
};

/** The gates that {@link decompose} ends in. */
export const PRIMITIVE_GATES: readonly string[] = ['RX', 'RY', 'RZ', 'CX'];

/**
 * A gate in terms of RX, RY, RZ and CX (the first acts first), equal up to a global phase.
 * @throws KrausError `core/unknown-gate`, `core/angle-count` for too many or too few angles, `core/bad-wires` for a number of wires that is not the gate's
 */
export function decompose({ gate: name, angles, qubits }: GateUse): GateUse[] {
  const gate = gateNamed(name);
  if (angles.length !== gate.parameters.length) {
    throw new KrausError(
      'core/angle-count',
      `Decomposition of ${gate.name}: ${angles.length} angles given, expected ${gate.parameters.length}.`,
    );
  }
  if (qubits.length !== gate.qubits) {
    throw new KrausError(
      'core/bad-wires',
      `Decomposition of ${gate.name}: ${qubits.length} qubits given, expected ${gate.qubits}.`,
    );
  }
  const rule = RULES[gate.name];
  if (rule === undefined) return [{ gate: gate.name, angles, qubits }];
  return rule(...angles).flatMap((step) =>
    decompose({ ...step, qubits: step.qubits.map((wire) => qubits[wire] as number) }),
  );
}
