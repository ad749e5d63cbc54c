import type { Output } from '../terminal/index.js';
import type { LoadedScript } from './loaded-script.js';

/** Prints every diagnostic with its source line and caret on standard error, and as an event for machines. */
export async function printDiagnostics(output: Output, loaded: LoadedScript): Promise<void> {
  if (loaded.diagnostics.length === 0) return;
  const { formatDiagnostics } = await import('@kraus/lang');
  const sources = new Map(loaded.script.files.map((file) => [file.path, file.text]));
  output.warn(formatDiagnostics(loaded.diagnostics, { sources, color: output.noteColours.isColorSupported }));
  for (const diagnostic of loaded.diagnostics) output.event({ event: 'diagnostic', ...diagnostic });
}
