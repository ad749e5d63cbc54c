// Mutated scripts through check, format and lower: nothing may crash, take longer than two seconds, or throw anything that
// is no error of Kraus.
//   pnpm fuzz [--count 100000] [--seed 1] [--workers 1] [--state fuzz.json]
//   pnpm fuzz --seed 1 --only 4711      show one script and what becomes of it
// Script number i of a seed is always the same, as long as the scripts of the repository are. With --state the run goes on where
// it was stopped (Ctrl-C too), and keeps its findings there; it refuses a state of other scripts. Run `pnpm build` first. The exit code is 1 if anything was found.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { mutant } from './fuzz-mutants.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The longest that one script may take, in milliseconds. */
const LONGEST = 2000;
/** Without an answer for so long, of the processor's time, the script hangs. */
const HANGS = 60_000;

/** The texts to mutate: every script of the repository that stands alone. */
function corpus() {
  const folders = ['packages/lang/test-data', 'packages/lang/std', 'examples'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.kraus'))
      .map((name) => join(folder, name)),
  );
  return files.sort().map((file) => readFileSync(join(ROOT, file), 'utf8'));
}

/** Runs one script. @returns what is wrong, or undefined */
async function trial(
  text,
  { checkScript, formatScript, lowerCircuit, lowerDeclaration, lowerScript, KrausError, catalogue },
) {
  const expected = (error) => error instanceof KrausError && error.code !== 'lang/internal';
  const guarded = async (name, work) => {
    try {
      return { value: await work() };
    } catch (error) {
      return expected(error) ? { refused: error } : { wrong: `${name}: ${error?.stack ?? error}` };
    }
  };
  const readFile = (path) => (path === 'main.kraus' ? text : undefined);
  const checked = await guarded('check', () => checkScript({ path: 'main.kraus', readFile, catalogue }));
  if (checked.wrong !== undefined) return checked.wrong;
  const { diagnostics = [], script } = checked.value ?? {};
  const formatted = await guarded('format', () => formatScript(text, 'main.kraus'));
  if (formatted.wrong !== undefined) return formatted.wrong;
  const readable = !diagnostics.some(({ code }) => code === 'K100' || code === 'K113');
  if (readable && formatted.value === undefined) return `format refuses what check reads: ${formatted.refused.message}`;
  if (formatted.value !== undefined) {
    const again = await guarded('format again', () => formatScript(formatted.value, 'main.kraus'));
    if (again.wrong !== undefined) return again.wrong;
    if (again.value !== formatted.value) return 'format: formatting again changes something';
  }
  if (script === undefined || diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const lowered = [await guarded('lower', () => lowerScript(script))];
  for (const { kind, name } of script.declarations) {
    if (kind === 'circuit') lowered.push(await guarded(`lower ${name}`, () => lowerCircuit(script, name)));
    if (['channel', 'gate', 'generator'].includes(kind)) {
      lowered.push(await guarded(`lower ${name}`, () => lowerDeclaration(script, name)));
    }
  }
  return lowered.find(({ wrong }) => wrong !== undefined)?.wrong;
}

async function tools() {
  const [lang, { KrausError }, { catalogue }] = await Promise.all(
    ['lang/dist/index.js', 'core/dist/index.js', 'models/dist/catalogue/index.js'].map(
      (path) => import(join(ROOT, 'packages', path)),
    ),
  );
  return { ...lang, KrausError, catalogue };
}

/** One script, timed; a slow one is tried again, as the machine may have been busy. */
async function timedTrial(text, kit) {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && fastest > LONGEST; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const wrong = await trial(text, kit);
    if (wrong !== undefined) return wrong;
    // On a busy machine the time of the processor says more: that of the whole process is never less than this thread's.
    const { user, system } = process.cpuUsage(used);
    fastest = Math.min(fastest, performance.now() - start, (user + system) / 1000);
  }
  return fastest > LONGEST ? `slow: ${fastest.toFixed(0)} ms` : undefined;
}

if (!isMainThread) {
  const kit = await tools();
  const texts = corpus();
  parentPort.on('message', async (index) => {
    parentPort.postMessage({ index, wrong: await timedTrial(mutant(texts, workerData.seed, index), kit) });
  });
  parentPort.postMessage({});
} else {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      state: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  if (values.only !== undefined) {
    const text = mutant(corpus(), seed, Number(values.only));
    console.log(text);
    console.log(`// ${(await timedTrial(text, await tools())) ?? 'nothing wrong'}`);
  } else {
    process.exitCode = await run(seed, Number(values.count), Number(values.workers), values.state);
  }
}

async function run(seed, count, workers, file) {
  const known = file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (known !== undefined && known.seed !== seed)
    throw new Error(`${file} is of seed ${known.seed}; give --seed ${known.seed}.`);
  const scripts = createHash('sha256').update(corpus().join('\0')).digest('hex').slice(0, 16);
  if (known !== undefined && known.scripts !== scripts)
    throw new Error(`${file} is of other scripts of the repository than there are now; begin a new one.`);
  const found = known?.found ?? [];
  let next = known?.next ?? 0;
  let stopped = false;
  const pending = new Set();
  const save = () => {
    if (file === undefined) return;
    // What was begun and not ended is done again.
    const state = { seed, scripts, next: Math.min(next, ...pending), found };
    writeFileSync(`${file}.partial`, `${JSON.stringify(state, undefined, 1)}\n`);
    renameSync(`${file}.partial`, file);
  };
  const note = (index, wrong) => {
    if (found.some((other) => other.index === index)) return;
    found.push({ index, wrong });
    console.log(`seed ${seed} script ${index}: ${wrong}`);
  };
  process.once('SIGINT', () => {
    stopped = true;
  });
  const start = performance.now();
  let done = 0;
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { seed } });
      let timer;
      let current;
      const end = async () => {
        clearInterval(timer);
        await worker.terminate();
        resolve();
      };
      const give = () => {
        if (stopped || next >= count) return void end();
        current = next++;
        pending.add(current);
        const begun = process.cpuUsage();
        timer = setInterval(async () => {
          const { user, system } = process.cpuUsage(begun);
          if ((user + system) / 1000 < HANGS) return;
          clearInterval(timer);
          note(current, `hangs: no end after ${HANGS / 1000} s`);
          pending.delete(current);
          await worker.terminate();
          resolve(work());
        }, HANGS / 4);
        worker.postMessage(current);
      };
      worker.on('error', (error) => {
        clearInterval(timer);
        if (current === undefined) return reject(error);
        note(current, `the thread ends: ${error.stack ?? error}`);
        pending.delete(current);
        resolve(work());
      });
      worker.on('message', ({ index, wrong }) => {
        clearInterval(timer);
        if (index !== undefined) {
          pending.delete(index);
          if (wrong !== undefined) note(index, wrong);
          if (++done % 1000 === 0) {
            save();
            console.log(
              `${next} of ${count}, ${found.length} found, ${((performance.now() - start) / done).toFixed(1)} ms a script`,
            );
          }
        }
        give();
      });
    });
  await Promise.all(Array.from({ length: workers }, work));
  save();
  console.log(`seed ${seed}: ${Math.min(next, count)} scripts, ${found.length} found`);
  return found.length === 0 ? 0 : 1;
}
