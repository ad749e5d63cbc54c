import type { Diagnostic } from './diagnostic.js';

export interface FormatOptions {
  /** Source text by path as in spans; without it, or for an unknown path, no source line is shown. */
  readonly sources?: ReadonlyMap<string, string> | undefined;
  /** Whether to colour with ANSI escapes. Default no. */
  readonly color?: boolean | undefined;
}

const colours = { error: 31, warning: 33, info: 36, dim: 2, bold: 1 } as const;

/**
 * One diagnostic as text:
 *
 * ```text
 * walk.kraus:4:19: error K101: unknown name `omga`
 *   4 |   hamiltonian (1 - omga) * adjacency(ring)
 *     |                    ^^^^
 *   = did you mean `omega`?
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions = {}): string {
  const paint = (name: keyof typeof colours, text: string): string =>
    options.color === true ? `\u001b[${colours[name]}m${text}\u001b[0m` : text;
  const { span, severity, code } = diagnostic;
  const lines = [
    `${paint('bold', `${span.file}:${span.line}:${span.column}:`)} ${paint(severity, `${severity} ${code}`)}: ${diagnostic.message}`,
  ];
  const source = options.sources?.get(span.file)?.split('\n')[span.line - 1]?.replace(/\r$/, '');
  const number = String(span.line);
  if (source !== undefined) {
    const before = source.slice(0, span.column - 1).replace(/[^\t]/g, ' ');
    const width = Math.max(1, Math.min(span.length, source.length - span.column + 1));
    lines.push(paint('dim', `  ${number} | `) + source);
    lines.push(`${paint('dim', `  ${' '.repeat(number.length)} | `)}${before}${paint(severity, '^'.repeat(width))}`);
  }
  if (diagnostic.reason !== undefined) lines.push(`  ${paint('dim', '=')} ${diagnostic.reason}`);
  if (diagnostic.help !== undefined) lines.push(`  ${paint('dim', '=')} ${diagnostic.help}`);
  return lines.join('\n');
}

/** All diagnostics as text, an empty line between, ending without a line break. Empty text for none. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions = {}): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options)).join('\n\n');
}
