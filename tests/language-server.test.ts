import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LanguageClient } from '../packages/lang/test-data/language-client.js';
import { ROOT } from './support/kraus.js';

const script = `import { StochasticWalk } from "std/generators"
channel Step(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
dataset Shapes = glyphs { classes: [0, 1], size: 8 }
model Walk(omega: prob = 1) {
  data      Shapes
  encode    levels { count: 4 }
  forward   Step(omega, dt: 0.5) for 40 steps, measured
  reverse   mlp
  predict   x0
  objective vlb
}
train Walk { epochs: 0 }
`;

describe('kraus lsp', () => {
  it('serves an editor on standard input and output with the whole catalogue, and ends when told', async () => {
    const bin = join(ROOT, 'packages/cli/bin/kraus.mjs');
    const child = spawn(process.execPath, [bin, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const client = LanguageClient.over(child.stdout, child.stdin, { 'walk.kraus': script });
    await client.initialize();
    expect(client.initialized.serverInfo?.name).toBe('kraus');
    await client.open('walk.kraus', script);
    const [found] = await client.codes('walk.kraus', 'K118');
    expect(found?.message).toContain('epochs');
    const position = client.find('walk.kraus', 'forward ');
    const hover = await client.request<{ contents: unknown }>('textDocument/hover', 'walk.kraus', position);
    // The classical walk on a ring of four forgets a level of two bits.
    expect(JSON.stringify(hover.contents)).toMatch(/\| Step \| 40 \| \d+ \| \S+ of 2 bits \|/);
    await client.connection.sendRequest('shutdown');
    const ended = once(child, 'exit');
    await client.connection.sendNotification('exit');
    expect((await ended)[0]).toBe(0);
  }, 60_000);
});
