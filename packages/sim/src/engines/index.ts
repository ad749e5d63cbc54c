/** The engines behind one function. */
export { compileCircuit } from './compile-circuit.js';
