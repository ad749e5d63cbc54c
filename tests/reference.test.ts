import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandReference } from '../packages/cli/src/index.js';
import { ROOT } from './support/kraus.js';

describe('docs/command-line.md', () => {
  it('is what the definitions of the command line say (write it anew: pnpm reference)', () => {
    expect(readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8')).toBe(commandReference());
  });
});
