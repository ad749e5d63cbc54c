export * from './engines/index.js';
export * from './executable/index.js';
export * from './lindblad/index.js';
export { kernelsAvailable } from './runtime/index.js';
export * from './shots/index.js';
export * from './trajectories/index.js';
export * from './walk/index.js';
