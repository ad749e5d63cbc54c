/** Gaussian diffusion of real vectors: schedules, marginals, posteriors, reverse steps. */
export { type Gaussian, GaussianChain, gaussianKl, type Prediction } from './chain.js';
export { gaussianScheduleOf, type ScheduleOptions, scheduleOf } from './of-script.js';
export { betasOf, type GaussianSchedule } from './schedule.js';
export { gaussianDiffusionSchemas, gaussianSchema } from './schema.js';
