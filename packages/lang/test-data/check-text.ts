import { type CheckedScript, checkScript, type Diagnostic, formatDiagnostics } from '../src/index.js';
import { testCatalogue } from './catalogue.js';

/** Checks a text as the file `main.kraus`, with other files by name beside it. */
export async function checkText(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ diagnostics: readonly Diagnostic[]; script: CheckedScript }> {
  const readFile = (path: string): string | undefined => (path === 'main.kraus' ? text : files[path]);
  return checkScript({ path: 'main.kraus', readFile, catalogue: testCatalogue });
}

/** The checked script of a text that must be right; warnings are let pass. */
export async function rightScript(text: string): Promise<CheckedScript> {
  const { diagnostics, script } = await checkText(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(formatDiagnostics(errors));
  return script;
}
