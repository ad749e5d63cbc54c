import { describe, expect, it } from 'vitest';
import { fromPage, keptState } from './messages.js';

describe('fromPage', () => {
  it('takes what a page asks for, without anything else in it', () => {
    expect(fromPage({ kind: 'ready', more: 1 })).toEqual({ kind: 'ready' });
    expect(fromPage({ kind: 'reveal', offset: 2, length: 0, x: 1 })).toEqual({ kind: 'reveal', offset: 2, length: 0 });
    expect(fromPage({ kind: 'set', values: { omega: 0.3 } })).toEqual({ kind: 'set', values: { omega: 0.3 } });
    expect(fromPage({ kind: 'follow', on: false })).toEqual({ kind: 'follow', on: false });
    expect(fromPage({ kind: 'save', format: 'svg', content: '<svg/>' })).toEqual({
      kind: 'save',
      format: 'svg',
      content: '<svg/>',
    });
    expect(fromPage({ kind: 'sorry', message: 'x'.repeat(1000) })).toEqual({ kind: 'sorry', message: 'x'.repeat(500) });
  });

  it('refuses everything else', () => {
    for (const given of [
      undefined,
      null,
      'ready',
      [],
      {},
      { kind: 'run' },
      { kind: 'follow', on: 1 },
      { kind: 'sorry' },
    ])
      expect(fromPage(given)).toBeUndefined();
    for (const offset of [-1, 0.5, Number.NaN, '1', 2 ** 60])
      expect(fromPage({ kind: 'reveal', offset, length: 1 })).toBeUndefined();
    for (const values of [null, [1], { 'a b': 1 }, { p: Number.NaN }, { p: '1' }, { p: Number.POSITIVE_INFINITY }])
      expect(fromPage({ kind: 'set', values })).toBeUndefined();
    for (const [format, content] of [
      ['exe', ''],
      ['svg', 1],
      ['png', '<svg/>'],
      ['png', 'iVBORw0KGgo=\n<script>'],
    ])
      expect(fromPage({ kind: 'save', format, content })).toBeUndefined();
  });
});

describe('keptState', () => {
  it('takes back what a page kept', () => {
    const state = { uri: 'file:///a.kraus', name: 'Bell', follow: true };
    expect(keptState({ ...state, more: 1 })).toEqual(state);
    for (const given of [null, undefined, 'x', {}, { uri: 1, name: 'a', follow: true }])
      expect(keptState(given)).toBeUndefined();
  });
});
