/** Gaussian diffusion of points: denoised by a perceptron or a circuit. */
export { divergencesOf, pointDistance } from './measure.js';
export { buildPointModel, type PointModel } from './point-model.js';
export { points } from './points.js';
