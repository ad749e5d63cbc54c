export { isProvable, type Proof, type Provable, Prover } from './prover.js';
export type { Remedy } from './remedy.js';
