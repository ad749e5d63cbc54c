import { beforeAll, describe, expect, it } from 'vitest';
import { isImplemented } from '../evaluate/index.js';
import { type BuiltinDeclaration, isBuiltinDeclaration } from '../generated/index.js';
import { createKrausServices, documentationOf } from '../language/index.js';
import { builtinConstantTypes, builtinSignatures } from '../types/index.js';

describe('the prelude', () => {
  const builtins: BuiltinDeclaration[] = [];
  beforeAll(async () => {
    const { StandardLibrary: library } = createKrausServices().kraus.kraus;
    await library.load();
    builtins.push(...(library.prelude?.statements ?? []).filter(isBuiltinDeclaration));
  });

  it('declares exactly the names that have a type, each with documentation', () => {
    const names = builtins.map(({ name }) => name).sort();
    expect(names).toEqual([...Object.keys(builtinSignatures), ...Object.keys(builtinConstantTypes)].sort());
    for (const builtin of builtins) expect(documentationOf(builtin), builtin.name).not.toBe('');
  });

  it('declares only names that the compiler can work out, apart from what circuits return', () => {
    const open = builtins.filter(({ name }) => !isImplemented(name)).map(({ name }) => name);
    expect(open).toEqual(['expval', 'probs', 'state', 'fidelity', 'counts']);
  });
});
