// Writes the generated pages: docs/command-line.md from the definitions of the command line, docs/reference/ from the grammar, the standard
// library and the catalogue. Build first; `pnpm reference` does both.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandReference } from '../packages/cli/dist/index.js';
import { referencePages } from '../packages/lang/dist/reference/index.js';
import { catalogue } from '../packages/models/dist/catalogue/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const template = (name) => readFileSync(join(root, 'packages/lang/reference', name), 'utf8');

writeFileSync(join(root, 'docs/command-line.md'), commandReference());
const pages = await referencePages({ catalogue, language: template('language.md'), prelude: template('prelude.md') });
const folder = join(root, 'docs/reference');
rmSync(folder, { recursive: true, force: true });
for (const { path, text } of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
