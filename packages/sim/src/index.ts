export * from './walk/index.js';
