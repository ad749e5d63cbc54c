// The language server on a generated workspace, through the protocol: node bench/language.mjs [--files 300] [--lines 200]
//   cold check   from `initialized` until names and physics of every file are checked
//   leaf edit    from a change in a file that nothing imports until its diagnostics, names and physics
//   base edit    the same in a file that most others import, directly or through others, until all of them are checked again
//   CPU          user time of the server process in all its threads (Linux), which other work on the machine does not change much
//   memory       resident set of the server process, now and at its peak (Linux)
// Every file ends with a channel that loses trace, so that its last diagnostic tells when its physics is done.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { files: { type: 'string' }, lines: { type: 'string' }, edits: { type: 'string' } },
});
const [files, lines, edits] = [Number(values.files ?? 300), Number(values.lines ?? 200), Number(values.edits ?? 15)];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * A file of about the length asked for: file 0 imports nothing, each other one the file at half its number and one before it. Every
 * declaration has a number of its own, so that none does the same as another.
 */
function scriptOf(index) {
  const imported = [...new Set([index >> 1, (index * 7) % Math.max(1, index)])].filter(
    (other) => other < index && index > 0,
  );
  const text = [
    `// File ${index} of a generated workspace.`,
    'import { Depolarizing, AmplitudeDamping } from "std/channels"',
  ];
  text.push('import { RX, RZ, CX } from "std/gates"', 'import { StochasticWalk } from "std/generators"');
  for (const other of imported)
    text.push(`import { Noise${other}x0, Turn${other}x0, size${other} } from "./file${other}.kraus"`);
  text.push('', `const size${index} = ${4 + (index % 3)}`, '');
  // One more than fits in every few files, so that the workspace has as many lines as were asked for.
  const parts = Math.floor(((index + 1) * (lines - 9)) / 42) - Math.floor((index * (lines - 9)) / 42);
  for (let part = 0; part < parts; part++) {
    const name = `${index}x${part}`;
    const own = (1 + index * 10 + part) / 10_000;
    // The first of each kind stands on the library, the others on the first of an imported file.
    const noise = part > 0 && imported.length > 0 ? `Noise${imported[0]}x0(p / 2)` : 'Depolarizing(p / 2)';
    const turn = part > 0 && imported.length > 0 ? `Turn${imported.at(-1)}x0(theta / 2)` : 'RX(theta / 2)';
    text.push(
      `/// A turn about two axes.`,
      `gate Turn${name}(theta: angle) on q {`,
      `  RZ(theta + ${own}) q`,
      `  ${turn} q`,
      `  RZ(-theta) q`,
      `}`,
      ``,
      `/// Noise that mixes two kinds.`,
      `channel Noise${name}(p: prob) on q {`,
      `  ${noise} q`,
      `  AmplitudeDamping(p * ${own}) q`,
      `}`,
      ``,
      `/// Written by its operators.`,
      `channel Flip${name}(p: prob, phase: angle = ${(part % 7) / 4}) on q {`,
      `  kraus sqrt(1 - p) * I`,
      `  kraus sqrt(p) * (cos(phase + ${own}) * X + sin(phase + ${own}) * Z)`,
      `}`,
      ``,
      `generator Walk${name}(omega: prob) on x: level[size${index}] {`,
      `  let ring = cycle(size${index})`,
      `  hamiltonian ${own} * (1 - omega) * adjacency(ring)`,
      `  for (i, j) in edges(ring) {`,
      `    jump sqrt(omega / degree(ring, j)) * |i><j|`,
      `  }`,
      `}`,
      ``,
      `channel Step${name}(omega: prob, dt: time) on x: level[size${index}] = evolve Walk${name}(omega) for dt`,
      ``,
      `circuit Ansatz${name}(layers: int = 3) on q[4] {`,
      `  param theta: angle[layers, 4, 2]`,
      `  for l in 0..layers {`,
      `    for k in 0..4 {`,
      `      RX(theta[l, k, 0]) q[k]`,
      `      RZ(theta[l, k, 1]) q[k]`,
      `    }`,
      `    for k in 0..3 { CX q[k], q[k + 1] }`,
      `    Noise${name}(${own}) q[0]`,
      `  }`,
      `  return expval(X, q)`,
      `}`,
      ``,
    );
  }
  text.push(`channel Lossy${index} on q { kraus 0.9 * I }`);
  return `${text.join('\n')}\n`;
}

const folder = mkdtempSync(join(tmpdir(), 'kraus-language-'));
mkdirSync(folder, { recursive: true });
let total = 0;
for (let index = 0; index < files; index++) {
  const text = scriptOf(index);
  total += text.split('\n').length - 1;
  writeFileSync(join(folder, `file${index}.kraus`), text);
}
const uriOf = (index) => pathToFileURL(join(folder, `file${index}.kraus`)).href;

// A client of the protocol, as small as can be; the server is started as the extension for VS Code does.
const server = spawn(process.execPath, ['--max-semi-space-size=64', join(root, 'packages/cli/bin/kraus.mjs'), 'lsp'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const codes = new Map();
const listeners = new Set();
const waiting = new Map();
let buffer = Buffer.alloc(0);
server.stdout.on('data', (piece) => {
  buffer = Buffer.concat([buffer, piece]);
  for (;;) {
    const end = buffer.indexOf('\r\n\r\n');
    const length = Number(
      /Content-Length: (\d+)/.exec(buffer.subarray(0, Math.max(0, end)).toString())?.[1] ?? Number.NaN,
    );
    if (end < 0 || buffer.length < end + 4 + length) return;
    const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
    buffer = buffer.subarray(end + 4 + length);
    if (message.method === 'textDocument/publishDiagnostics') {
      codes.set(message.params.uri, message.params.diagnostics.map(({ code }) => code).join());
      for (const listener of listeners) listener();
    } else if (message.method === undefined) waiting.get(message.id)?.(message.result);
    else if (message.id !== undefined) send({ id: message.id, result: null });
  }
});
function send(message) {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
let last = 0;
function request(method, params) {
  const id = ++last;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}
function until(condition) {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      listeners.delete(look);
      resolve();
    };
    listeners.add(look);
    look();
  });
}
/** User time of the server so far, in milliseconds: field 14 of its stat, in hundredths of a second. */
const cpu = () =>
  10 *
  Number(
    readFileSync(`/proc/${server.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')[11],
  );
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const memory = (key) => {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
};

await request('initialize', {
  processId: null,
  rootUri: null,
  capabilities: {},
  workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
});
const [start, used] = [performance.now(), cpu()];
send({ method: 'initialized', params: {} });
const report = (name, ms, used) =>
  console.log(`${name.padEnd(28)} ${ms.toFixed(0)} ms${used === undefined ? '' : `, CPU ${used.toFixed(0)} ms`}`);
console.log(`${files} files, ${total} lines`);
await until(() => codes.size >= files);
report('cold: names and types', performance.now() - start, cpu() - used);
await until(() => [...codes.values()].filter((found) => found === 'K201').length === files);
report('cold: with physics', performance.now() - start, cpu() - used);
console.log(`memory after the cold check  ${memory('VmRSS').toFixed(0)} MB, peak ${memory('VmHWM').toFixed(0)} MB`);

async function edit(index, name) {
  const uri = uriOf(index);
  const text = scriptOf(index);
  send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'kraus', version: 1, text } } });
  await request('textDocument/documentSymbol', { textDocument: { uri } });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const [names, physics] = [[], []];
  const before = cpu();
  for (let round = 0; round < edits; round++) {
    // An unknown name in front, then none: the first tells of the names, the second of the physics.
    for (const wrong of [true, false]) {
      const added = wrong ? `const wrong${round} = nothing\n` : `const right${round} = 1\n`;
      const begun = performance.now();
      send({
        method: 'textDocument/didChange',
        params: {
          textDocument: { uri, version: 2 + 2 * round + (wrong ? 0 : 1) },
          contentChanges: [{ text: text + added }],
        },
      });
      await until(() => codes.get(uri)?.includes('K101') === wrong);
      if (wrong) names.push(performance.now() - begun);
      await until(() => codes.get(uri) === (wrong ? 'K101,K201' : 'K201'));
      if (!wrong) physics.push(performance.now() - begun);
    }
  }
  report(`${name}: names`, median(names));
  // Two changes a round.
  report(`${name}: with physics`, median(physics), (cpu() - before) / (2 * edits));
}
await edit(files - 1, 'leaf edit');
await edit(0, 'base edit');
console.log(`memory at the end            ${memory('VmRSS').toFixed(0)} MB, peak ${memory('VmHWM').toFixed(0)} MB`);
await request('shutdown', null);
send({ method: 'exit' });
rmSync(folder, { recursive: true });
