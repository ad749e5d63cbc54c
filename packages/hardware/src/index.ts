export * from './devices/index.js';
export * from './noise/index.js';
