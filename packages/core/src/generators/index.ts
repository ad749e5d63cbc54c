export { checkGenerator, checkGeneratorEntries, type GeneratorOperators, totalDimension } from './check-generator.js';
export { evolveBatch } from './evolve.js';
export { generatorSpectrum, liouvillian } from './liouvillian.js';
export { type SparseLiouvillian, sparseLiouvillian } from './sparse-liouvillian.js';
export { type StochasticWalkOptions, stochasticWalk } from './stochastic-walk.js';
