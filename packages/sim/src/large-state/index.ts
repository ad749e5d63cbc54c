/** One large state at a time, threads and vectors over its amplitudes. */
export { LargeStateExecutable } from './large-state-executable.js';
