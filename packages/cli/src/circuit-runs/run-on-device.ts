import type { DeviceSpec } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { resolveDevice } from '../devices/index.js';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import type { Job } from '../job.js';
import { circuitNumbers, missingValues } from './circuit-values.js';
import { describeCounts } from './describe-run.js';

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

/** Runs a circuit on a device of the script and prints its counts; or shows what would be sent. */
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
  const request = { name: circuit.name, program: circuit.program, parameters, inputs, shots };
  if (options.dryRun === true) {
    if (resolved.preview === undefined)
      throw usageError('nothing-to-send', `${device.name} is simulated here; there is nothing to send.`);
    const { circuits, estimate, backend, calibrated, maxSeconds } = resolved.preview([request]);
    output.event({ kind: 'dry-run', backend, calibrated, maxSeconds, estimate, circuits });
    const { seconds, lowerBound, depth, duration, executions } = estimate;
    output.result(
      [
        `${circuits.map(({ qasm }) => qasm).join('\n')}`,
        `Would be sent to ${backend} (calibrated ${calibrated}): ${circuits.length} circuit, ${executions} shots, depth ${depth}, ${(duration * 1e6).toFixed(2)} us a shot.`,
        `It would take ${lowerBound ? 'at least' : 'about'} ${seconds.toFixed(1)} s of the device; the job is stopped at ${maxSeconds} s. Nothing was sent.`,
      ].join('\n'),
    );
    return;
  }
  const result = await withInterrupts(output, (signal) =>
    resolved.backend.run([request], { signal, onStatus: (text) => output.note(text) }),
  );
  const [counted] = result.circuits;
  const { backend, calibrated, accuracy, seed } = result;
  output.event({
    kind: 'device-run',
    name: circuit.name,
    backend,
    calibrated,
    accuracy,
    shots,
    seed,
    counts: counted?.counts ?? {},
  });
  if (output.json) return;
  const { bold, dim } = output.colours;
  output.result(
    `circuit ${bold(circuit.name)} on ${backend} ${dim(`(calibrated ${calibrated}, ${shots} shots, seed ${seed})`)}\n`,
  );
  output.result(describeCounts(counted?.counts ?? {}, output.colours));
}
