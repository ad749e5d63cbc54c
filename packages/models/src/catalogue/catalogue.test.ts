import { expect, it } from 'vitest';
import { catalogue } from './index.js';

it('has one component of a name for each place in a script', () => {
  const names = catalogue.components.map(({ slot, name }) => `${slot} ${name}`);
  expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
});
