// Writes docs/command-line.md from the definitions of the command line. Build first; `pnpm reference` does both.
import { writeFileSync } from 'node:fs';
import { commandReference } from '../packages/cli/dist/index.js';

writeFileSync(new URL('../docs/command-line.md', import.meta.url), commandReference());
