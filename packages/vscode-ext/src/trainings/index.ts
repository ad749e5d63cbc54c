/** Trainings in processes of their own, which outlive the window that started them. */
export { Training } from './training.js';
export { TrainingLog } from './training-log.js';
export { Trainings } from './trainings.js';
