import { describe, expect, expectTypeOf, it } from 'vitest';
import type { OptionValue } from '../program/index.js';
import { didYouMean } from './did-you-mean.js';
import { checkComponent, resolveOptions } from './resolve-options.js';
import type { Catalogue, ComponentSchema } from './schema.js';

const unet = {
  slot: 'reverse',
  name: 'unet',
  doc: 'A network.',
  options: {
    channels: { type: { kind: 'int', min: 1, max: 512 }, default: 32, doc: 'Width.' },
    dropout: { type: { kind: 'real', min: 0, max: 1 }, default: 0, doc: 'Share of units left out.' },
    rate: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Step size.' },
    norm: { type: { kind: 'string', oneOf: ['group', 'none'] }, default: 'group', doc: 'Normalisation.' },
    bias: { type: { kind: 'bool' }, default: true, doc: 'Whether there is one.' },
    widths: { type: { kind: 'list', of: { kind: 'int', min: 1 }, minLength: 1 }, optional: true, doc: 'Widths.' },
    optimizer: { type: { kind: 'component', slot: 'optimizer' }, default: 'adam', doc: 'Optimizer.' },
    depth: { type: { kind: 'int', min: 1 }, doc: 'Levels.' },
  },
} as const satisfies ComponentSchema;

const adam: ComponentSchema = {
  slot: 'optimizer',
  name: 'adam',
  doc: 'Adam.',
  options: { lr: { type: { kind: 'real', above: 0 }, default: 0.001, doc: 'Rate.' } },
};
const catalogue: Catalogue = { components: [unet, adam], tasks: [] };

function resolve(options: Record<string, OptionValue>) {
  return resolveOptions(unet, options, { name: 'unet', catalogue });
}

function message(options: Record<string, OptionValue>): string {
  try {
    resolve(options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

describe('resolveOptions', () => {
  it('fills in defaults and keeps what was given', () => {
    const values = resolve({ depth: 2, widths: [8, 16] });
    expect(values).toEqual({
      channels: 32,
      dropout: 0,
      rate: undefined,
      norm: 'group',
      bias: true,
      widths: [8, 16],
      optimizer: { component: 'adam', options: {}, span: undefined },
      depth: 2,
    });
    expectTypeOf(values.channels).toEqualTypeOf<number>();
    expectTypeOf(values.norm).toEqualTypeOf<'group' | 'none'>();
    expectTypeOf(values.rate).toEqualTypeOf<number | undefined>();
    expectTypeOf(values.widths).toEqualTypeOf<readonly number[] | undefined>();
  });

  it('takes a bare word as a string', () => {
    expect(resolve({ depth: 1, norm: { component: 'none', options: {} } }).norm).toBe('none');
  });

  it.each([
    [{ depth: 1, chanels: 3 }, "unet: there is no option 'chanels'. Did you mean 'channels'?"],
    [{ depth: 1, toString: 3 }, /there is no option 'toString'. Known: channels, dropout/],
    [{}, "unet: the option 'depth' is missing; give a whole number, at least 1."],
    [{ depth: 1.5 }, 'unet: depth = 1.5 is not a whole number, at least 1.'],
    [{ depth: 1, channels: 1000 }, 'unet: channels = 1000 is not a whole number from 1 to 512.'],
    [{ depth: 1, dropout: Number.NaN }, /dropout = null is not a number from 0 to 1/],
    [{ depth: 1, rate: 0 }, 'unet: rate = 0 is not a number above 0.'],
    [{ depth: 1, norm: 'gruop' }, 'unet: norm = "gruop" is not allowed. Did you mean \'group\'?'],
    [{ depth: 1, bias: 1 }, 'unet: bias = 1 is not true or false.'],
    [
      { depth: 1, widths: [] },
      'unet: widths = [] is not a list, at least 1 long, each item a whole number, at least 1.',
    ],
    [{ depth: 1, widths: [4, 0] }, 'unet: widths[1] = 0 is not a whole number, at least 1.'],
    [{ depth: 1, optimizer: 3 }, "unet: optimizer = 3 is not a component for 'optimizer'."],
    [{ depth: 1, optimizer: 'adm' }, "there is no optimizer component 'adm'. Did you mean 'adam'?"],
    [{ depth: 1, optimizer: 'unet' }, "there is no optimizer component 'unet'. It is a component for 'reverse'."],
    [{ depth: 1, optimizer: { component: 'adam', options: { lr: -1 } } }, 'adam: lr = -1 is not a number above 0.'],
  ] as [Record<string, OptionValue>, string | RegExp][])('refuses %j', (options, expected) => {
    if (typeof expected === 'string') expect(message(options)).toBe(expected);
    else expect(message(options)).toMatch(expected);
  });

  it('carries the span of the component', () => {
    const span = { file: 'a.kraus', line: 3, column: 5, offset: 40, length: 4 };
    expect(() => checkComponent(catalogue, 'reverse', { component: 'unett', options: {}, span })).toThrow(
      expect.objectContaining({ code: 'core/unknown-component', span }),
    );
    expect(() => checkComponent(catalogue, 'reverse', { component: 'unet', options: {}, span })).toThrow(
      expect.objectContaining({ code: 'core/missing-option', span }),
    );
  });
});

describe('didYouMean', () => {
  it('finds swaps and slips, not strangers', () => {
    expect(didYouMean('mnsit', ['mnist', 'medmnist'])).toBe('mnist');
    expect(didYouMean('MNIST', ['mnist'])).toBe('mnist');
    expect(didYouMean('cifar', ['mnist', 'fashion'])).toBeUndefined();
  });
});
