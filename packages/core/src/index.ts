export * from './catalogue/index.js';
export * from './channels/index.js';
export * from './errors/index.js';
export * from './generators/index.js';
export * from './graphs/index.js';
export * from './linear-algebra/index.js';
export * from './program/index.js';
export * from './random/index.js';
