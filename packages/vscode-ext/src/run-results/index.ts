/** Results of runs: outcomes with their counts, expectation values. */
export { readResult } from './read-result.js';
export { csvOf, ResultPanel } from './result-panel.js';
