/** IBM's service on this machine, for tests and classrooms. */

export type { JobEnd } from './job-queue.js';
export type { Sampler } from './local-jobs.js';
export { type Failure, type LocalService, type LocalServiceOptions, startLocalService } from './local-service.js';
