export { isProvable, type Proof, type Provable, type Proved, Prover } from './prover.js';
export type { Remedy } from './remedy.js';
