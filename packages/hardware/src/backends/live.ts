import { KrausError } from '@kraus/core';
import type { Device } from '../devices/index.js';
import { checkIsa, isaQasm } from '../isa/index.js';
import { type JobRequest, type JobStore, prepareJob, type Receipt } from '../jobs/index.js';
import { transpile } from '../transpiler/index.js';
import type { Backend, BackendCounts, CircuitRequest } from './backend.js';
import { withMeasurements } from './noise-model.js';
import { hashOf } from './recorded.js';

export interface LiveOptions {
  readonly store: JobStore;
  readonly service: Parameters<typeof prepareJob>[1];
  readonly qubits?: readonly number[] | undefined;
  readonly seed: number;
  readonly maxSeconds: number;
  readonly script?: string | undefined;
}

/** The job of some circuits, compiled: what would be sent, and what it would cost. @throws KrausError those of `transpile` and `prepareJob` */
export function liveJob(
  circuits: readonly CircuitRequest[],
  device: Device,
  options: Omit<LiveOptions, 'store'>,
): Receipt {
  const { qubits, seed, maxSeconds, script, service } = options;
  const compiled = circuits.map(
    ({ name, program, parameters = [], inputs = [], shots }): JobRequest['circuits'][number] => {
      const result = transpile(withMeasurements(program), device, {
        seed,
        parameters,
        inputs,
        ...(qubits === undefined ? {} : { qubits }),
      });
      checkIsa(result.circuit, device);
      const { circuit, duration, depth } = result;
      const branches = circuit.operations.some(
        (operation) => 'condition' in operation && operation.condition !== undefined,
      );
      return { name, qasm: isaQasm(circuit), shots, finalLayout: circuit.finalLayout, duration, depth, branches };
    },
  );
  return prepareJob({ device, circuits: compiled, maxSeconds, seed, script }, service);
}

/** A device of IBM's platform: all circuits go in one job, with a receipt on disk before anything is sent. */
export function liveBackend(device: Device, options: LiveOptions): Backend {
  return {
    name: device.name,
    async run(circuits, { signal, onStatus } = {}) {
      const receipt = await options.store.submit(liveJob(circuits, device, options), signal);
      onStatus?.(
        `Job ${receipt.receipt} on ${device.name}; \`kraus jobs wait ${receipt.receipt}\` takes it up if this is interrupted.`,
      );
      const done = await options.store.wait(receipt.receipt, {
        signal,
        onStatus: (status) => onStatus?.(`${device.name}: ${status}`),
      });
      return countsOfJob(done, circuits.map(hashOf));
    },
  };
}

/** The counts of a job that is over. @throws KrausError `hardware/job-failed` with IBM's reason */
export function countsOfJob(receipt: Receipt, hashes: readonly string[] = []): BackendCounts {
  const { result, status, reason, backend, calibrated, seed, circuits } = receipt;
  if (result === undefined) {
    throw new KrausError(
      'hardware/job-failed',
      `Job ${receipt.receipt} on ${backend} ${status}: ${reason ?? 'without a reason'}`,
    );
  }
  return {
    backend,
    calibrated,
    seed,
    accuracy: 'Counts of shots on the device: a share p of n shots has a standard error of √(p (1 − p)/n).',
    circuits: circuits.map(({ name, shots }, k) => ({
      name,
      hash: hashes[k] ?? '',
      shots,
      counts: result[k]?.c ?? {},
    })),
  };
}
