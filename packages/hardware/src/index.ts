export * from './devices/index.js';
export * from './ibm/index.js';
export * from './isa/index.js';
export * from './jobs/index.js';
export * from './noise/index.js';
export * from './service/index.js';
export * from './transpiler/index.js';
