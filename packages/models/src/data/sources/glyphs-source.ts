import { resolveOptions } from '@kraus/core';
import { drawGlyphs } from '../glyphs/index.js';
import { glyphsSchema } from '../schema.js';
import type { Source } from './source.js';

/** `glyphs { size: 16, … }`: drawn on the spot, each split from a random stream of its own. */
export const glyphsSource: Source = async (given, load) => {
  const options = resolveOptions(glyphsSchema, given, { name: 'glyphs' });
  const { size, classes: digits, seed, limit, validation } = options;
  const draw = (split: string, count: number) => drawGlyphs({ size, digits, seed, split, count, signal: load.signal });
  return {
    splits: {
      pool: draw('train', limit),
      validation: draw('validation', Math.round((limit * validation) / (1 - validation))),
      test: draw('test', options.test),
    },
    selection: {
      classes: undefined,
      size: undefined,
      colour: options.colour,
      limit: undefined,
      validation: 0,
      test: 0,
      seed,
    },
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    files: [],
    note: 'Drawn by Kraus from the seed.',
  };
};
