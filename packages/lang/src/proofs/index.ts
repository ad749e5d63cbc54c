export { isProvable, type Proof, type Provable, Prover } from './prover.js';
