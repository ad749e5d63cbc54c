export { KrausError, type KrausErrorDetails } from './kraus-error.js';
export type { Span } from './span.js';
