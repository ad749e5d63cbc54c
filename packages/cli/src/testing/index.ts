export { type RecordedContext, recordedContext } from './recorded-context.js';
