/** Gaussian diffusion of real vectors: schedules, marginals, posteriors, reverse steps. */
export { type Gaussian, GaussianChain, gaussianKl, type Prediction } from './chain.js';
export { betasOf, type GaussianSchedule } from './schedule.js';
