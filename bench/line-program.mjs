// Other programs in a comparison: one JSON request a line, one JSON answer a line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts the program of `NAME=COMMAND`; `ask` sends a request and gives the answer. */
export function lineProgram(text) {
  const [name, command] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const child = spawn('sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = [];
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) waiting.shift()?.(JSON.parse(line));
  });
  child.on('exit', () => {
    ended = true;
    for (const answer of waiting.splice(0)) answer({ error: 'the program ended' });
  });
  const ask = (request) =>
    new Promise((answer) => {
      if (ended) {
        answer({ error: 'the program ended' });
        return;
      }
      waiting.push(answer);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  return { name, ask, end: () => child.kill() };
}

/** The q-quantile, 0 ≤ q ≤ 1. */
export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];

/** Milliseconds a call. */
export const timeOf = (call, times) => {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / times;
};

/** A Markdown table. */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Milliseconds of processor time a call, of all threads of this process. */
export const cpuTimeOf = (call, times) => {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
};
