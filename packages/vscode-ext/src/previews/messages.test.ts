import { describe, expect, it } from 'vitest';
import { fromPage } from './messages.js';

describe('fromPage', () => {
  it('takes what a page asks for, without anything else in it', () => {
    expect(fromPage({ kind: 'ready', more: 1 })).toEqual({ kind: 'ready' });
    expect(fromPage({ kind: 'reveal', operation: 2 })).toEqual({ kind: 'reveal', operation: 2 });
  });

  it('refuses everything else', () => {
    for (const given of [undefined, null, 'export', {}, { kind: 'run' }, { kind: 'reveal' }])
      expect(fromPage(given)).toBeUndefined();
    for (const operation of [-1, 0.5, Number.NaN, '1']) expect(fromPage({ kind: 'reveal', operation })).toBeUndefined();
  });
});
