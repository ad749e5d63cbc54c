import { type OptionValue, suggestion } from '@kraus/core';
import type { EngineName } from '@kraus/sim';
import { type Command, Option } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { loadScript, lowerCircuitOf, lowerLoaded } from '../scripts/index.js';
import { maxSecondsOption, setOption, wholeNumber } from './options.js';

interface RunOptions {
  readonly shots?: number;
  readonly seed?: number;
  readonly engine: 'auto' | EngineName;
  readonly threads: number;
  readonly set?: Record<string, number>;
  readonly on?: string;
  readonly maxSeconds?: number;
  readonly dryRun?: boolean;
}

async function run(job: Job, path: string, name: string | undefined, options: RunOptions): Promise<undefined> {
  const { output } = job;
  const loaded = await loadScript(job, path);
  const circuits = loaded.script.declarations.filter(({ kind }) => kind === 'circuit').map((circuit) => circuit.name);
  const [only] = circuits;
  if (only === undefined) throw usageError('no-circuit', `${path} declares no circuit.`);
  if (name === undefined && circuits.length > 1) {
    throw usageError(
      'which-circuit',
      `${path} has several circuits: ${circuits.join(', ')}. Name one after the script.`,
    );
  }
  const chosen = name ?? only;
  if (!circuits.includes(chosen)) {
    throw usageError('no-such-circuit', `${path} has no circuit '${chosen}'.${suggestion(chosen, circuits)}`);
  }
  const spec = await lowerLoaded(loaded);
  const asked = spec.runs.find(({ circuit }) => circuit === chosen);
  const { circuit, rest } = await lowerCircuitOf(loaded, chosen, { ...asked?.parameters, ...options.set });
  const { describeRun, runCircuit } = await import('../circuit-runs/index.js');
  const { engine, threads } = options;
  const shots = options.shots ?? numberOf(asked?.options.shots);
  const seed = options.seed ?? numberOf(asked?.options.seed);
  const on = options.on ?? asked?.device;
  if (on !== undefined && on !== SIMULATOR) {
    const device = spec.devices.find(({ name }) => name === on);
    if (device === undefined) {
      const names = spec.devices.map((each) => each.name);
      throw usageError('no-such-device', `${path} has no device '${on}'.${suggestion(on, [...names, SIMULATOR])}`);
    }
    const { maxSeconds, dryRun } = options;
    const { runOnDevice } = await import('../circuit-runs/index.js');
    await runOnDevice(job, circuit, device, { shots, seed, set: rest, file: loaded.file, maxSeconds, dryRun });
    return;
  }
  const result = runCircuit(circuit, { shots, seed: seed ?? 0, engine, threads, set: rest });
  output.event(result);
  if (!output.json) output.result(describeRun(result, output.colours));
}

/** In the place of a device: an exact or sampled simulation without noise of a device. */
const SIMULATOR = 'simulator';

function numberOf(value: OptionValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** `kraus run file [circuit]` */
export function runCommand(session: Session): Command {
  return createCommand(
    'run',
    'run a circuit on a simulator or a device',
    "Runs one circuit of a script and prints its expectation values and the probabilities of its outcomes, or, with --shots, how often each outcome came. Bitstrings are written with the most significant bit first: q[n-1] … q[0]. --set gives parameters of the circuit, and values of trainable parameters and inputs (theta=0.3 for all entries, theta[0,1]=0.3 for one). The engine is chosen by the circuit, and said why. A run statement with `on B`, or --on, runs it on a device of the script: a noise model, a recording, or IBM's platform, which needs --max-seconds. Shots, seed and parameters are those of the script's run statement for this circuit unless given here.",
    [
      ['kraus run bell.kraus Bell', 'exact probabilities'],
      ['kraus run bell.kraus Bell --shots 1000 --seed 7', 'counts of 1000 shots'],
      ['kraus run bell.kraus Bell --on Fez --max-seconds 10 --dry-run', 'what would be sent to a device'],
      ['kraus run ansatz.kraus Ansatz --set layers=2 --set theta=0.1 --json', 'as JSON, on standard output alone'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('[circuit]', 'the circuit, if the script has several')
    .addOption(new Option('-n, --shots <n>', 'draw so many shots and count their outcomes').argParser(wholeNumber(1)))
    .addOption(new Option('--seed <n>', 'seed of everything drawn').argParser(wholeNumber(0)))
    .addOption(
      new Option('--engine <name>', 'simulator to use')
        .choices(['auto', 'state-vector', 'density-matrix', 'trajectories'])
        .default('auto'),
    )
    .addOption(new Option('--threads <n>', 'threads to use').argParser(wholeNumber(1)).default(1))
    .addOption(new Option('--on <device>', "a device of the script, or 'simulator' where the script names a device"))
    .addOption(maxSecondsOption())
    .addOption(new Option('--dry-run', 'show what would be sent to the device, and send nothing'))
    .addOption(setOption())
    .action(action(session, run));
}
