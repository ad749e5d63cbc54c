/** Optimal transport between two sets of equally weighted items: exact, and with entropic regularisation. */
export { type CostMatrix, exactTransport, type TransportPlan } from './exact.js';
export { type SinkhornOptions, type SinkhornPlan, sinkhorn } from './sinkhorn.js';
