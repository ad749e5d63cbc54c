import { KrausError } from '@kraus/core';
import type { Device } from '../devices/index.js';
import { isOver } from '../ibm/index.js';
import { checkIsa, isaQasm } from '../isa/index.js';
import { type JobRequest, type JobStore, prepareJob, type Receipt } from '../jobs/index.js';
import { transpile, withMeasurements } from '../transpiler/index.js';
import type { Backend, BackendCounts, CircuitRequest } from './backend.js';
import { hashOf } from './recorded.js';

export interface LiveOptions {
  readonly store: JobStore;
  readonly service: Parameters<typeof prepareJob>[1];
  readonly qubits?: readonly number[] | undefined;
  readonly seed: number;
  readonly maxSeconds: number;
  readonly script?: string | undefined;
  /** A batch or session that is open. */
  readonly session?: string | undefined;
}

/** The job of some circuits, compiled: what would be sent, and what it would cost. @throws KrausError those of `transpile` and `prepareJob` */
export function liveJob(
  circuits: readonly CircuitRequest[],
  device: Device,
  options: Omit<LiveOptions, 'store'>,
): Receipt {
  const { qubits, seed, maxSeconds, script, session, service } = options;
  const compiled = circuits.map((request): JobRequest['circuits'][number] => {
    const { name, program, parameters = [], inputs = [], shots } = request;
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
    const cost = { shots, duration, depth, branches };
    return { name, qasm: isaQasm(circuit), hash: hashOf(request), finalLayout: circuit.finalLayout, ...cost };
  });
  return prepareJob({ device, circuits: compiled, maxSeconds, seed, script, session }, service);
}

/** A device of IBM's platform: all circuits go in one job, with a receipt on disk before anything is sent. */
export function liveBackend(device: Device, options: LiveOptions): Backend {
  const { store } = options;
  return {
    name: device.name,
    async run(circuits, { signal, onStatus, takeUp, onReceipt } = {}) {
      const earlier = takeUp === undefined ? undefined : await store.find(takeUp);
      let receipt = earlier !== undefined && answers(earlier, circuits) ? earlier : undefined;
      if (receipt === undefined) {
        const fresh = liveJob(circuits, device, options);
        await onReceipt?.(fresh.receipt);
        receipt = await store.submit(fresh, signal);
      }
      const { receipt: name } = receipt;
      onStatus?.(`Job ${name} on ${device.name}; \`kraus jobs wait ${name}\` takes it up if this is interrupted.`);
      const told = (status: string) => onStatus?.(`${device.name}: ${status}`);
      return countsOfJob(await store.wait(name, { signal, onStatus: told }));
    },
  };
}

/** Whether a receipt is of these circuits and has, or may still have, their counts. */
function answers({ circuits, status, result }: Receipt, asked: readonly CircuitRequest[]): boolean {
  const lost = status !== 'prepared' && status !== 'completed' && isOver(status) && result === undefined;
  const same = ({ hash, shots }: Receipt['circuits'][number], k: number) =>
    asked[k] !== undefined && hash === hashOf(asked[k]) && shots === asked[k].shots;
  return !lost && circuits.length === asked.length && circuits.every(same);
}

/** The counts of a job that is over. @throws KrausError `hardware/job-failed` with IBM's reason */
export function countsOfJob(receipt: Receipt): BackendCounts {
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
    circuits: circuits.map(({ name, hash, shots }, k) => ({ name, hash, shots, counts: result[k]?.c ?? {} })),
  };
}
