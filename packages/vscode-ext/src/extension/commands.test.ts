import { describe, expect, it, vi } from 'vitest';
import { lensTarget } from './commands.js';

// The editor gives this module; nothing of it is called here.
vi.mock('vscode', () => ({}));

describe('lensTarget', () => {
  it('takes what a lens gives', () => {
    const target = { uri: 'file:///a.kraus', name: 'Bell', kind: 'circuit' };
    expect(lensTarget(target)).toEqual(target);
  });

  it('refuses everything else, since any extension can call a command', () => {
    for (const given of [
      undefined,
      null,
      'Bell',
      {},
      { uri: 'a', name: '--out', kind: 'circuit' },
      { uri: 'a', name: 'A', kind: 3 },
    ])
      expect(lensTarget(given)).toBeUndefined();
  });
});
