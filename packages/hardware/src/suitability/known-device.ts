import { type DeviceSpec, resolveOptions } from '@kraus/core';
import {
  type Device,
  embeddedDevice,
  embeddedDeviceNames,
  ibmSchema,
  simulatedOf,
  simulatedSchema,
  snapshotSchema,
} from '../devices/index.js';

/** A device of a script as far as its calibration comes with Kraus. */
export interface KnownDevice {
  readonly device: Device;
  /** As scripts name it. */
  readonly name: string;
  /** Physical qubits that may be used; all unless given. */
  readonly qubits: readonly number[] | undefined;
  readonly shots: number;
  /** Whether it is the device itself, which charges and has limits. */
  readonly live: boolean;
  /** Of `simulated`: its qubits can be more. */
  readonly simulated: boolean;
}

/** The device of a specification; undefined if its calibration is in a file or elsewhere. */
export function knownDevice({ name, source }: DeviceSpec): KnownDevice | undefined {
  const { component, options, span } = source;
  const context = { name: component, span };
  if (component === 'simulated') {
    const resolved = resolveOptions(simulatedSchema, options, context);
    const device = simulatedOf(name, resolved);
    return { device, name, qubits: undefined, shots: resolved.shots, live: false, simulated: true };
  }
  if (component !== 'ibm' && component !== 'snapshot') return undefined;
  const resolved =
    component === 'ibm'
      ? resolveOptions(ibmSchema, options, context)
      : resolveOptions(snapshotSchema, options, context);
  if (!embeddedDeviceNames.includes(resolved.name)) return undefined;
  return {
    device: embeddedDevice(resolved.name),
    name: resolved.name,
    qubits: resolved.qubits?.filter((qubit): qubit is number => typeof qubit === 'number'),
    shots: resolved.shots,
    live: component === 'ibm',
    simulated: false,
  };
}
