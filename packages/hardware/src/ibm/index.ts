/** A client of the IBM Quantum Platform. */
export { type BackendStatus, IBM_API_VERSION, IbmClient, type IbmClientOptions } from './client.js';
export { IbmError } from './ibm-error.js';
export { isOver, type JobResult, type JobState, type JobStatus, type SamplerJob, samplerBody } from './jobs.js';
