// Writes src/generated/std-sources.ts and diagnostic-pages.ts (the standard library and the pages of the diagnostic codes as text, so that no
// file access is needed at run time), src/generated/index.ts (the face of the generated folder), and diagnostics/ (the pages as files of the
// package, for editors that open addresses of files).
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const std = new URL('../std/', import.meta.url);
const out = new URL('../src/generated/', import.meta.url);
const entries = readdirSync(std)
  .filter((file) => file.endsWith('.kraus'))
  .sort()
  .map((file) => [`std/${file.slice(0, -'.kraus'.length)}`, readFileSync(new URL(file, std), 'utf8')]);

const rows = entries.map(([name, text]) => `  ${JSON.stringify(name)}: ${JSON.stringify(text)},\n`).join('');
writeFileSync(
  new URL('std-sources.ts', out),
  `/** The standard library: name as imported, source text. */\nexport const stdSources: Readonly<Record<string, string>> = {\n${rows}};\n`,
);
writeFileSync(
  new URL('index.ts', out),
  "export { diagnosticPages } from './diagnostic-pages.js';\nexport * from './langium/ast.js';\nexport { KrausGeneratedModule, KrausGeneratedSharedModule } from './langium/module.js';\nexport { stdSources } from './std-sources.js';\n",
);

const pages = new URL('../../../docs/diagnostics/', import.meta.url);
const codes = readdirSync(pages)
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map((file) => [file.slice(0, -'.md'.length), readFileSync(new URL(file, pages), 'utf8')]);
const pageRows = codes.map(([code, text]) => `  ${code}: ${JSON.stringify(text)},\n`).join('');
writeFileSync(
  new URL('diagnostic-pages.ts', out),
  `/** The page of each diagnostic code, in Markdown. */\nexport const diagnosticPages: Readonly<Record<string, string>> = {\n${pageRows}};\n`,
);
const copies = new URL('../diagnostics/', import.meta.url);
rmSync(copies, { recursive: true, force: true });
cpSync(pages, copies, { recursive: true });
