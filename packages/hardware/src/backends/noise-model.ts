import type { Device } from '../devices/index.js';
import { noisyProgram } from '../noise/index.js';
import type { Sampler } from '../service/index.js';
import { transpile, withMeasurements } from '../transpiler/index.js';
import type { Backend } from './backend.js';
import { hashOf } from './recorded.js';

export interface NoiseModelOptions {
  /** Physical qubits that may be used. */
  readonly qubits?: readonly number[] | undefined;
  readonly seed: number;
  readonly sample: Sampler;
}

/** A device's noise model: circuits are compiled as for the device, and run with its noise in them. */
export function noiseModelBackend(device: Device, { qubits, seed, sample }: NoiseModelOptions): Backend {
  return {
    name: `noise model of ${device.name}`,
    async run(circuits, { signal } = {}) {
      const done = [];
      for (const [k, circuit] of circuits.entries()) {
        signal?.throwIfAborted();
        const { program, parameters = [], inputs = [], shots, name } = circuit;
        const compiled = transpile(withMeasurements(program), device, {
          seed,
          parameters,
          inputs,
          ...(qubits === undefined ? {} : { qubits }),
        });
        const noisy = noisyProgram(compiled.circuit, device);
        const counts = await sample(noisy, { shots, seed: seed + k });
        done.push({ name, hash: hashOf(circuit), shots, counts });
      }
      return {
        backend: `noise model of ${device.name}`,
        calibrated: device.calibrated,
        accuracy: 'Counts of shots: a share p of n shots has a standard error of √(p (1 − p)/n).',
        seed,
        circuits: done,
      };
    },
  };
}
