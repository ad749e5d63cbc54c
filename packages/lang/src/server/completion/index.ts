export { KrausCompletion } from './completion.js';
