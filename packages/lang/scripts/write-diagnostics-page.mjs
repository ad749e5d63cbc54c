// Writes docs/diagnostics.md from the table of codes. Run after a build.
import { writeFileSync } from 'node:fs';
import { diagnosticsPage } from '../dist/diagnostics/codes-page.js';

writeFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), diagnosticsPage());
