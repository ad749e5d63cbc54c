// The demo: trains examples/qsw-glyphs.kraus, samples it, evaluates it, and writes its page. `pnpm demo` builds first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'packages/cli/bin/kraus.mjs');
const script = 'examples/qsw-glyphs.kraus';
const started = Date.now();

// The first folder that is free, so that the demo can be repeated.
let number = 1;
while (existsSync(join(root, `examples/runs/demo-${number}`))) number++;
const run = `examples/runs/demo-${number}`;

function kraus(...argv) {
  console.log(`\n$ kraus ${argv.join(' ')}`);
  const { status } = spawnSync(process.execPath, [bin, ...argv], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

kraus('check', script);
kraus('train', script, '--out', run);
kraus('sample', run);
kraus('evaluate', run);
kraus('report', run);

const seconds = Math.round((Date.now() - started) / 1000);
console.log(`
Done in ${seconds} seconds. Open in a browser:
  ${join(root, run, 'report.html')}
The pictures it drew:
  ${join(root, run, 'samples')}
The script, to change and train again:
  ${join(root, script)}`);
