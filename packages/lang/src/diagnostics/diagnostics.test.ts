import { describe, expect, it } from 'vitest';
import { type Diagnostic, formatDiagnostics } from './index.js';

const diagnostic: Diagnostic = {
  code: 'K101',
  severity: 'error',
  message: 'unknown name `omga`',
  span: { file: 'walk.kraus', line: 2, column: 20, offset: 36, length: 4 },
  help: 'did you mean `omega`?',
};
const text = 'generator Walk {\n  hamiltonian (1 - omga) * adjacency(ring)\n}\n';

describe('formatDiagnostics', () => {
  it('shows place, code, message, the source line with carets, and help', () => {
    expect(formatDiagnostics([diagnostic], { sources: new Map([['walk.kraus', text]]) })).toBe(
      [
        'walk.kraus:2:20: error K101: unknown name `omga`',
        '  2 |   hamiltonian (1 - omga) * adjacency(ring)',
        '    |                    ^^^^',
        '  = did you mean `omega`?',
      ].join('\n'),
    );
  });

  it('keeps tabs before the carets, and never runs past the line', () => {
    const span = { file: 'a.kraus', line: 1, column: 3, offset: 2, length: 100 };
    const sources = new Map([['a.kraus', '\t\tjump X\nnext']]);
    expect(
      formatDiagnostics([{ ...diagnostic, span, help: undefined }], { sources })
        .split('\n')
        .at(-1),
    ).toBe('    | \t\t^^^^^^');
  });

  it('does without the source, and colours only when asked', () => {
    expect(formatDiagnostics([diagnostic])).not.toContain('\u001b');
    expect(formatDiagnostics([diagnostic]).split('\n')).toHaveLength(2);
    expect(formatDiagnostics([diagnostic], { color: true })).toContain('\u001b[31merror K101\u001b[0m');
  });
});
