export { embedMatrix } from './embed.js';
export { matrixExponential } from './exponential.js';
export { SparseMatrix } from './sparse-matrix.js';
export { unitarityDefect } from './unitarity.js';
