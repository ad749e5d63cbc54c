// Writes the generated pages: docs/command-line.md from the definitions of the command line, docs/reference/ from the grammar, the standard
// library and the catalogue, docs/diagnostics from the codes and the cases of the tests. Build first; `pnpm reference` does both.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandReference } from '../packages/cli/dist/index.js';
import { deviceJudge } from '../packages/hardware/dist/suitability/index.js';
import { diagnosticPages, referencePages } from '../packages/lang/dist/reference/index.js';
import { catalogue } from '../packages/models/dist/catalogue/index.js';
import { wrongCases } from './diagnostic-cases.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const template = (name) => readFileSync(join(root, 'packages/lang/reference', name), 'utf8');

writeFileSync(join(root, 'docs/command-line.md'), commandReference());
function write(folder, pages) {
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const pages = await referencePages({ catalogue, language: template('language.md'), prelude: template('prelude.md') });
const folder = join(root, 'docs/reference');
rmSync(folder, { recursive: true, force: true });
write(folder, pages);

rmSync(join(root, 'docs/diagnostics'), { recursive: true, force: true });
write(join(root, 'docs'), await diagnosticPages(wrongCases(), { catalogue, devices: async () => deviceJudge }));
