/** Expectation values of Pauli observables from counts of measured circuits. */
export { type Estimate, estimatesOf, type MeasuredBasis, measuredBases } from './pauli-measurements.js';
