export * from './devices/index.js';
export * from './isa/index.js';
export * from './noise/index.js';
export * from './transpiler/index.js';
