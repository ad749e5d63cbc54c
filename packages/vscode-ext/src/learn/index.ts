/** Scripts that newcomers begin with. */
export { registerLearning } from './learn.js';
