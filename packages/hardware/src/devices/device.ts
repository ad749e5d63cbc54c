/** Version of {@link Device} as stored; raised when a reader of the old form would misread the new one. */
export const DEVICE_VERSION = 1;

/** One qubit of a device. Times in seconds; `Infinity` where nothing is reported, which means: no relaxation. */
export interface DeviceQubit {
  readonly t1: number;
  /** At most 2 · t1. */
  readonly t2: number;
  /** Probability to read 1 where 0 was prepared. */
  readonly p1given0: number;
  /** Probability to read 0 where 1 was prepared. */
  readonly p0given1: number;
  /** Duration of a measurement. */
  readonly readoutTime: number;
}

/** A gate on given qubits as calibrated. */
export interface DeviceGate {
  /** Name in OpenQASM: `rz`, `sx`, `x`, `cz`, `ecr`, `cx`, `rx`, `rzz`, `id`, `reset`. */
  readonly name: string;
  /** Physical qubits, in the order of the gate's own. */
  readonly qubits: readonly number[];
  /** Reported average gate error; undefined if none is. */
  readonly error: number | undefined;
  /** Duration in seconds. */
  readonly time: number;
  /** False where the device says that the gate did not calibrate (an error of 1). */
  readonly usable: boolean;
}

/** Something of the calibration data that could not be taken as it stands. */
export interface Repair {
  /** `qubit 3` or `cz 4, 5`. */
  readonly where: string;
  /** What was found, and what is used instead. */
  readonly what: string;
}

/** A quantum device: what it can do, how long that takes, and how often it goes wrong. Plain data. */
export interface Device {
  readonly version: typeof DEVICE_VERSION;
  readonly name: string;
  /** e.g. `Heron r2`. */
  readonly family: string;
  /** When it was calibrated, ISO 8601. */
  readonly calibrated: string;
  /** Names of the gates that circuits are compiled to. */
  readonly basis: readonly string[];
  /** Seconds between two shots besides the circuit itself. */
  readonly repetitionDelay: number;
  readonly qubits: readonly DeviceQubit[];
  readonly gates: readonly DeviceGate[];
  readonly repairs: readonly Repair[];
}

/** The two-qubit gates that circuits can be compiled to, the first choice first. */
export const ENTANGLERS = ['cz', 'ecr', 'cx'] as const;
export type Entangler = (typeof ENTANGLERS)[number];
