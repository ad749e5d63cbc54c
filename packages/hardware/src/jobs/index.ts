/** Jobs with receipts on disk. */
export { type CostOf, checkLimits, estimateUsage, type UsageEstimate } from './estimate.js';
export {
  type JobRequest,
  type JobService,
  JobStore,
  type JobStoreOptions,
  prepareJob,
  submission,
  type WaitOptions,
} from './job-store.js';
export { type Receipt, type ReceiptCircuit, tagOf } from './receipt.js';
export { ReceiptFolder } from './receipt-folder.js';
