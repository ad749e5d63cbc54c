// Every script under examples/ must pass `kraus check` without a word, and lower to a specification. Run by CI.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kraus = join(root, 'packages/cli/bin/kraus.mjs');
const scripts = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.kraus'),
);

let wrong = 0;
for (const name of scripts.sort()) {
  for (const command of ['check', 'lower']) {
    const result = spawnSync(process.execPath, [kraus, command, join('examples', name)], {
      cwd: root,
      encoding: 'utf8',
    });
    if (result.status === 0) continue;
    wrong++;
    console.error(`kraus ${command} examples/${name}: exit code ${result.status}\n${result.stderr}`);
  }
}
console.log(`examples: ${scripts.length} scripts, ${wrong} wrong`);
process.exitCode = wrong === 0 && scripts.length > 0 ? 0 : 1;
