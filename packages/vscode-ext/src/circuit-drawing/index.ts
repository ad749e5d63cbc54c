/** Circuits as pictures: SVG text with classes that a page gives its colours, or a file that stands alone. */
export { type CircuitOptions, type CircuitPicture, drawCircuit, standaloneCircuit } from './draw-circuit.js';
export { CIRCUIT_STYLE } from './style.js';
