/** Panels beside the editor that show what a script says. */
export { type AskForCircuit, CircuitPreviews } from './circuit-previews.js';
export type { FromPage, ToPage } from './messages.js';
