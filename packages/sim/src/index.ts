export * from './statevector/index.js';
export * from './walk/index.js';
