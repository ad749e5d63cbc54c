import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type DeviceSpec, resolveOptions } from '@kraus/core';
import {
  type Backend,
  type CircuitRequest,
  type Device,
  deviceFromJson,
  embeddedDevice,
  embeddedDeviceNames,
  ibmSchema,
  liveBackend,
  liveJob,
  noiseModelBackend,
  type Receipt,
  recordedBackend,
  recordedSchema,
  simulatedOf,
  simulatedSchema,
  snapshotSchema,
} from '@kraus/hardware';
import { usageError } from '../failures.js';
import type { Job } from '../job.js';
import { ibmClient, storeFor, VARIABLES } from './account.js';
import { sample } from './sample.js';

/** Where a device is asked from. */
export interface DeviceUse {
  /** The script's absolute path. */
  readonly file: string;
  /** Seconds of a paid device that may be used. */
  readonly maxSeconds: number | undefined;
  /** In the place of the device's own seed. */
  readonly seed?: number | undefined;
}

/** A device of a script, ready to run circuits. */
export interface ResolvedDevice {
  readonly backend: Backend;
  /** Shots of each circuit where nothing else says. */
  readonly shots: number;
  /** Only for devices that charge: the job that would be sent. */
  readonly preview?: (circuits: readonly CircuitRequest[]) => Receipt;
}

/** @throws KrausError for a name or file that is not there; CommandFailure `cli/no-max-seconds`, `cli/no-account` */
export async function resolveDevice(job: Job, spec: DeviceSpec, use: DeviceUse): Promise<ResolvedDevice> {
  const { component, options, span } = spec.source;
  const context = { name: component, span };
  switch (component) {
    case 'ibm': {
      const { name, qubits, shots, seed: own } = resolveOptions(ibmSchema, options, context);
      if (use.maxSeconds === undefined) {
        throw usageError(
          'no-max-seconds',
          `${name} charges for its time: say with --max-seconds how much may be used (--dry-run shows the estimate).`,
        );
      }
      const client = ibmClient(job.context);
      const device = await client.device(name);
      const shared = {
        service: client,
        qubits: asNumbers(qubits),
        seed: use.seed ?? own,
        maxSeconds: use.maxSeconds,
        script: use.file,
        session: job.context.environment[VARIABLES.session],
      };
      return {
        backend: liveBackend(device, { ...shared, store: storeFor(job.context) }),
        shots,
        preview: (circuits) => liveJob(circuits, device, shared),
      };
    }
    case 'snapshot': {
      const { name, qubits, shots, seed: own } = resolveOptions(snapshotSchema, options, context);
      const device = snapshotNamed(name, use.file);
      return {
        backend: noiseModelBackend(device, { qubits: asNumbers(qubits), seed: use.seed ?? own, sample }),
        shots,
      };
    }
    case 'simulated': {
      const resolved = resolveOptions(simulatedSchema, options, context);
      const { shots, seed: own } = resolved;
      const device = simulatedOf(spec.name, resolved);
      return { backend: noiseModelBackend(device, { seed: use.seed ?? own, sample }), shots };
    }
    case 'recorded': {
      const { name, shots } = resolveOptions(recordedSchema, options, context);
      const path = resolve(dirname(use.file), name);
      return { backend: recordedBackend(readFileSync(path, 'utf8'), name), shots };
    }
    default:
      throw usageError('no-such-device', `${spec.name}: there is no kind of device '${component}'.`);
  }
}

/** A device whose calibration comes along, or of a file beside the script. */
export function snapshotNamed(name: string, file: string): Device {
  if (!/[./\\]/.test(name) || embeddedDeviceNames.includes(name)) return embeddedDevice(name);
  return deviceFromJson(readFileSync(resolve(dirname(file), name), 'utf8'));
}

function asNumbers(list: readonly unknown[] | undefined): readonly number[] | undefined {
  return list?.filter((value): value is number => typeof value === 'number');
}
