import type { CircuitProgram } from './circuit-program.js';
import type { DeviceForwardSpec, DeviceSpec } from './specification.js';

/** Something that a device makes of what a script asks of it. */
export interface DeviceFinding {
  readonly code: 'K401' | 'K402' | 'K403' | 'K404' | 'K405' | 'K406';
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly reason?: string | undefined;
  readonly help?: string | undefined;
  /** An option at which it lies (`shots` of the run, anything else of the device), and a value of it that would do. */
  readonly option?: { readonly name: string; readonly value?: number | undefined } | undefined;
}

/** Judges scripts by the devices that they name. A device of which nothing is known is let pass. */
export interface DeviceJudge {
  /** The device itself. */
  readonly device: (device: DeviceSpec) => readonly DeviceFinding[];
  /** A circuit that it is to run. */
  readonly run: (device: DeviceSpec, program: CircuitProgram, shots: number | undefined) => readonly DeviceFinding[];
  /** A walk of grey levels that it is to do. */
  readonly walk: (forward: DeviceForwardSpec, levels: number) => readonly DeviceFinding[];
}
