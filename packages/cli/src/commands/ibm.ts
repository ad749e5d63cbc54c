import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Device } from '@kraus/hardware';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit-codes.js';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { formatTable } from '../terminal/index.js';
import { devicesCommand } from './ibm-devices.js';
import { sessionCommand } from './ibm-session.js';
import { wholeNumber } from './options.js';

interface ServeOptions {
  readonly port: number;
  readonly device: readonly string[];
  readonly queue: number;
  readonly fail: number;
  readonly seed: number;
}

/** Failures that a classroom meets, one after another. */
const FAILURES = [
  { status: 503 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 500 },
  { status: 200, truncate: true },
  { status: 0, drop: true },
] as const;

async function serve(job: Job, options: ServeOptions): Promise<undefined> {
  const [{ embeddedDeviceNames, startLocalService }, { sample, snapshotNamed, VARIABLES }] = await Promise.all([
    import('@kraus/hardware'),
    import('../devices/index.js'),
  ]);
  const { port, device, queue, fail, seed } = options;
  const here = resolve(job.context.workingDirectory, 'here');
  const devices = (device.length === 0 ? embeddedDeviceNames : device).map((name) => snapshotNamed(name, here));
  const apiKey = `local-${randomBytes(12).toString('hex')}`;
  const instance = 'crn:v1:bluemix:public:quantum-computing:us-east:a/local:local::';
  let requests = 0;
  const failure = () =>
    fail > 0 && ++requests % fail === 0 ? FAILURES[(requests / fail) % FAILURES.length] : undefined;
  const settings = {
    devices,
    sample,
    apiKey,
    instance,
    port,
    seed,
    failure,
    queueTime: queue * 1000,
    submissionsPerMinute: 60,
  };
  const service = await startLocalService(settings);
  const variables = {
    [VARIABLES.key]: apiKey,
    [VARIABLES.instance]: instance,
    [VARIABLES.endpoint]: service.endpoint,
    [VARIABLES.iam]: service.iam,
  };
  job.output.event({
    event: 'serving',
    devices: devices.map(({ name }) => name),
    endpoint: service.endpoint,
    variables,
  });
  job.output.result(
    Object.entries(variables)
      .map(([name, value]) => `export ${name}='${value}'`)
      .join('\n'),
  );
  job.output.note(
    `Devices: ${devices.map(({ name }) => name).join(', ')}. The key is of this process alone. Ctrl-C ends the service.`,
  );
  await withInterrupts(
    job.output,
    (signal) => new Promise<void>((ended) => signal.addEventListener('abort', () => ended(), { once: true })),
  );
  await service.close();
  return undefined;
}

async function describe(
  job: Job,
  name: string,
  options: { readonly out?: string; readonly live?: boolean; readonly properties?: string },
): Promise<ExitCode | undefined> {
  const [{ calibrationReport, couplingGraph, deviceToJson, readIbmDevice }, { ibmClient, snapshotNamed }] =
    await Promise.all([import('@kraus/hardware'), import('../devices/index.js')]);
  const { output, context } = job;
  if (options.live === true && options.out === undefined)
    throw usageError('no-out', 'With --live give --out: the file that the calibration goes into.');
  const json = (file: string): unknown => {
    const text = readFileSync(resolve(context.workingDirectory, file), 'utf8');
    try {
      return JSON.parse(text);
    } catch {
      throw usageError('not-json', `${file} is not JSON; expected one of IBM's documents of a device.`);
    }
  };
  let device: Device;
  if (options.live === true) device = await ibmClient(context).device(name);
  else if (options.properties !== undefined) device = readIbmDevice(json(name), json(options.properties));
  else device = snapshotNamed(name, resolve(context.workingDirectory, 'here'));
  const { gates, largestDifference, exceptions } = calibrationReport(device);
  const { entangler } = couplingGraph(device);
  output.event({
    event: 'device',
    name: device.name,
    family: device.family,
    calibrated: device.calibrated,
    qubits: device.qubits.length,
    gates,
    largestDifference,
    exceptions,
    repairs: device.repairs,
  });
  if (options.out !== undefined) writeFileSync(resolve(context.workingDirectory, options.out), deviceToJson(device));
  if (output.json) return undefined;
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const errors = (gate: string) =>
    device.gates.flatMap((each) => (each.name === gate && each.usable ? (each.error ?? []) : []));
  const micro = (seconds: number) => `${(seconds * 1e6).toFixed(0)} us`;
  output.result(
    formatTable([
      ['device', `${device.name}, ${device.family}, ${device.qubits.length} qubits, calibrated ${device.calibrated}`],
      [
        'medians',
        `T1 ${micro(median(device.qubits.map(({ t1 }) => t1)))}, T2 ${micro(median(device.qubits.map(({ t2 }) => t2)))}, readout ${median(device.qubits.map((q) => (q.p1given0 + q.p0given1) / 2)).toFixed(4)}, sx ${median(errors('sx')).toExponential(1)}, ${entangler} ${median(errors(entangler)).toExponential(1)}`,
      ],
      [
        'noise model',
        `${gates} gates; modelled and reported errors differ by at most ${largestDifference.toExponential(1)}, but for ${exceptions.length}:`,
      ],
    ]),
  );
  for (const { gate, reported, modelled, reason } of exceptions) {
    const why = reason === 'limit' ? 'no channel is so bad' : 'T1 and T2 alone are worse';
    output.result(
      `  ${gate.name} ${gate.qubits.join(', ')}: reported ${reported.toPrecision(4)}, modelled ${modelled.toPrecision(4)} (${why})`,
    );
  }
  if (device.repairs.length > 0) output.result('Repaired:');
  for (const { where, what } of device.repairs) output.result(`  ${where}: ${what}`);
  return undefined;
}

/** `kraus ibm …` */
export function ibmCommand(session: Session): Command {
  const ibm = createCommand(
    'ibm',
    "IBM's quantum computers: calibration, and a service to practise on",
    "Shows calibration data and the noise model made of them, and runs a copy of IBM's service on this machine.",
    [['kraus ibm device ibm_fez', 'a device and its noise model']],
  );
  ibm.addCommand(devicesCommand(session));
  ibm.addCommand(
    createCommand(
      'device',
      'a device, its noise model, and what was repaired in its calibration',
      'Prints the medians of a device, for which gates the modelled error is not the reported one and why, and what of the calibration was repaired. With --out it goes into a file that snapshot("…") reads.',
      [
        ['kraus ibm device ibm_sherbrooke', 'one whose calibration comes along'],
        ['kraus ibm device ibm_fez --live --out fez.json', "today's calibration, from your account"],
        [
          'kraus ibm device conf_fez.json --properties props_fez.json',
          "IBM's own documents of a device, as other programs keep them",
        ],
      ],
    )
      .argument('<name>', 'a device, or a file')
      .addOption(new Option('--properties <file>', "IBM's properties of a device; the name is then its configuration"))
      .addOption(new Option('--live', "ask IBM's service"))
      .addOption(new Option('-o, --out <file>', 'write the calibration into a file'))
      .action(action(session, describe)),
  );
  ibm.addCommand(
    createCommand(
      'serve',
      "IBM's service on this machine, to practise on",
      'Serves the addresses, shapes, sign-in, queue and failures of IBM on loopback; submitted circuits run on noise models. Prints the variables that point kraus at it.',
      [
        ['kraus ibm serve', 'all devices whose calibration comes along'],
        [
          'kraus ibm serve --device ibm_fez --queue 10 --fail 7',
          'jobs wait for ten seconds, every seventh request fails',
        ],
      ],
    )
      .addOption(new Option('--port <n>', 'the port (default: any free one)').argParser(wholeNumber(0)).default(0))
      .addOption(
        new Option('--device <name>', 'a device to serve (repeatable)')
          .argParser((name, all: readonly string[]) => [...all, name])
          .default([] as readonly string[]),
      )
      .addOption(new Option('--queue <seconds>', 'how long jobs wait').argParser(wholeNumber(0)).default(0))
      .addOption(new Option('--fail <n>', 'let every n-th request fail').argParser(wholeNumber(0)).default(0))
      .addOption(new Option('--seed <n>', 'seed of what is drawn').argParser(wholeNumber(0)).default(0))
      .action(action(session, serve)),
  );
  ibm.addCommand(sessionCommand(session));
  return ibm;
}
