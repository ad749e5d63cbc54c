/** A panel beside the editor that shows what a script says. */
export type { ExportFormat, FromPage, KeptState, ToPage } from './messages.js';
export { type AskForPreview, type PreviewTarget, registerPreviews } from './register.js';
