/** Circuits in the instructions of a device. */

export { checkIsa } from './check-isa.js';
export { equivalenceError } from './equivalence.js';
export {
  type IsaCircuit,
  type IsaGate,
  type IsaOperation,
  isaBits,
  isaWires,
  isEntangler,
  usedQubits,
} from './isa-circuit.js';
export { isaProgram } from './isa-program.js';
export { isaQasm } from './isa-qasm.js';
export { type IsaText, readIsa } from './read-isa.js';
