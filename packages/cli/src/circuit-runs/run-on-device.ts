import type { DeviceSpec } from '@kraus/core';
import { type CircuitRequest, estimatesOf, measuredBases, type Receipt } from '@kraus/hardware';
import type { LoweredCircuit } from '@kraus/lang';
import { resolveDevice } from '../devices/index.js';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import type { Job } from '../job.js';
import { circuitNumbers, missingValues } from './circuit-values.js';
import { describeCounts, describeExpectation } from './describe-run.js';
import { observableNames } from './run-circuit.js';

export interface DeviceRunOptions {
  readonly shots: number | undefined;
  /** Of initial values that are drawn, and in the place of the device's own. */
  readonly seed: number | undefined;
  readonly set: Readonly<Record<string, number>>;
  /** The script's absolute path. */
  readonly file: string;
  readonly maxSeconds: number | undefined;
  readonly dryRun: boolean | undefined;
}

/**
 * Runs a circuit on a device of the script and prints its counts, or, of one that returns expectation values, those with standard
 * errors; or shows what would be sent.
 */
export async function runOnDevice(
  job: Job,
  circuit: LoweredCircuit,
  device: DeviceSpec,
  options: DeviceRunOptions,
): Promise<void> {
  const { output } = job;
  const { parameters, inputs, missing } = circuitNumbers(circuit, options.set, options.seed ?? 0);
  if (missing.length > 0) throw usageError('no-values', missingValues(circuit, missing));
  const resolved = await resolveDevice(job, device, options);
  const shots = options.shots ?? resolved.shots;
  const bases = circuit.program.outputs.some(({ kind }) => kind === 'expectation')
    ? measuredBases(circuit.program)
    : undefined;
  const requests = (bases ?? [circuit]).map(({ program }, k): CircuitRequest => {
    const name = bases === undefined ? circuit.name : `${circuit.name}, basis ${k + 1}`;
    return { name, program, parameters, inputs, shots };
  });
  if (options.dryRun === true) {
    if (resolved.preview === undefined)
      throw usageError('nothing-to-send', `${device.name} is simulated here; there is nothing to send.`);
    showPreview(job, resolved.preview(requests));
    return;
  }
  const result = await withInterrupts(output, (signal) =>
    resolved.backend.run(requests, { signal, onStatus: (text) => output.note(text) }),
  );
  const { backend, calibrated, accuracy, seed } = result;
  const counts = result.circuits.map((each) => each.counts);
  const common = { kind: 'device-run', name: circuit.name, backend, calibrated, shots, seed };
  const { bold, dim } = output.colours;
  const title = `circuit ${bold(circuit.name)} on ${backend} ${dim(`(calibrated ${calibrated}, ${shots} shots, seed ${seed})`)}\n`;
  if (bases === undefined) {
    output.event({ ...common, accuracy, counts: counts[0] ?? {} });
    if (!output.json) output.result(`${title}\n${describeCounts(counts[0] ?? {}, output.colours)}`);
    return;
  }
  const observables = observableNames(circuit, ['expval']);
  const expectation = estimatesOf(bases, counts);
  output.event({
    ...common,
    accuracy: 'Means over shots, with the standard errors of their spread.',
    observables,
    expectation: expectation.map(({ value }) => value),
    errors: expectation.map(({ standardError }) => standardError),
    counts,
  });
  if (!output.json) output.result(`${title}\n${describeExpectation(observables, expectation)}`);
}

/** What would be sent, and what it would cost. */
function showPreview({ output }: Job, { circuits, estimate, backend, calibrated, maxSeconds }: Receipt): void {
  output.event({ kind: 'dry-run', backend, calibrated, maxSeconds, estimate, circuits });
  const { seconds, lowerBound, depth, duration, executions } = estimate;
  const count = `${circuits.length} circuit${circuits.length === 1 ? '' : 's'}`;
  output.result(
    [
      `${circuits.map(({ qasm }) => qasm).join('\n')}`,
      `Would be sent to ${backend} (calibrated ${calibrated}): ${count}, ${executions} shots, depth ${depth}, ${(duration * 1e6).toFixed(2)} us a shot.`,
      `It would take ${lowerBound ? 'at least' : 'about'} ${seconds.toFixed(1)} s of the device; the job is stopped at ${maxSeconds} s. Nothing was sent.`,
    ].join('\n'),
  );
}
