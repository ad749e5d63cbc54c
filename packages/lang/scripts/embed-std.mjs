// Writes src/generated/std-sources.ts (the standard library as text, so that no file access is needed at run time)
// and src/generated/index.ts (the face of the generated folder).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

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
  "export * from './langium/ast.js';\nexport { KrausGeneratedModule, KrausGeneratedSharedModule } from './langium/module.js';\nexport { stdSources } from './std-sources.js';\n",
);
