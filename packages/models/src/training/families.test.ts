import { expect, it } from 'vitest';
import { exampleModel } from '../testing/index.js';
import { familyOf } from './families.js';

it('finds the family of a model by its encoding, and names what there is', () => {
  expect(familyOf(exampleModel()).defaultMetrics.map(({ component }) => component)).toEqual([
    'fid',
    'kid',
    'classifier',
  ]);
  const unknown = { ...exampleModel(), encode: { component: 'unheard', options: {} } };
  expect(() => familyOf(unknown)).toThrow(expect.objectContaining({ code: 'models/unsupported-encoding' }));
});
