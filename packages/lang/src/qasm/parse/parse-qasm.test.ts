import { describe, expect, it } from 'vitest';
import { parseQasm } from './statements.js';

const parsed = (text: string) => parseQasm({ path: 'a.qasm', text });

describe('OpenQASM as a tree', () => {
  it('binds powers before signs, and sums before shifts', () => {
    const [statement] = parsed('-2 ** 3 + 1 << 4;').statements;
    expect(statement).toMatchObject({
      kind: 'expression',
      value: {
        operator: '<<',
        left: { operator: '+', left: { kind: 'unary', operand: { operator: '**' } } },
        right: { value: 4 },
      },
    });
  });

  it('reads ^ as a power in version 2 and as exclusive or in version 3', () => {
    expect(parsed('OPENQASM 2.0; qreg q[1]; rz(2^3) q[0];').statements[1]).toMatchObject({
      arguments: [{ operator: '**' }],
    });
    expect(parsed('rz(2^3) q[0];').statements[0]).toMatchObject({ arguments: [{ operator: '^' }] });
  });

  it('names the place of what it cannot read', () => {
    expect(() => parsed('qubit q;\n  h q')).toThrow(
      expect.objectContaining({ code: 'lang/qasm-syntax', span: expect.objectContaining({ line: 2, column: 6 }) }),
    );
    expect(() => parsed(`x${'('.repeat(5000)}`)).toThrow('nested less deeply');
  });
});
