import { type CircuitProgram, type DeviceFinding, type DeviceJudge, KrausError } from '@kraus/core';
import { usedQubits } from '../isa/index.js';
import { levelCircuits } from '../level-walk/index.js';
import { type Transpiled, transpile, withMeasurements } from '../transpiler/index.js';
import { faultlessShare } from './fidelity.js';
import { type KnownDevice, knownDevice } from './known-device.js';

/** What IBM takes in one job: executions (shots of all circuits together), and seconds. Source: IBM, "Job limits". */
const mostExecutions = 10_000_000;
const mostSeconds = 10_800;
/** Below this share of shots without any error a result is more noise than circuit. */
const fewestFaultless = 0.5;

interface Asked {
  readonly program: CircuitProgram;
  readonly circuits: number;
  readonly shots: number;
}

/** Judges by the calibration tables that come with Kraus; a device of another name or file is let pass. */
export const deviceJudge: DeviceJudge = {
  device(spec) {
    const known = knownDevice(spec);
    return known === undefined ? [] : ofDevice(known, spec.source.options.t1, spec.source.options.t2);
  },
  run(spec, program, shots) {
    const known = knownDevice(spec);
    if (known === undefined) return [];
    return ofCircuit(known, { program: withMeasurements(program), circuits: 1, shots: shots ?? known.shots });
  },
  walk(forward, levels) {
    const known = knownDevice(forward.device);
    if (known === undefined) return [];
    try {
      const circuits = levelCircuits(forward.step, levels, forward.steps, forward.mode);
      const longest = circuits.at(-1);
      if (longest === undefined) return [];
      return ofCircuit(known, { program: longest.program, circuits: circuits.length, shots: known.shots });
    } catch (error) {
      if (!(error instanceof KrausError)) throw error;
      return [{ code: 'K402', severity: 'error', message: error.message }];
    }
  },
};

function ofDevice({ device, name, qubits = [], simulated }: KnownDevice, t1: unknown, t2: unknown): DeviceFinding[] {
  const beyond = qubits.find((qubit) => !(qubit in device.qubits));
  if (beyond !== undefined) {
    return [
      {
        code: 'K401',
        severity: 'error',
        message: `${name} has the qubits 0 … ${device.qubits.length - 1}, no ${beyond}`,
        option: { name: 'qubits' },
      },
    ];
  }
  if (!simulated || typeof t1 !== 'number' || typeof t2 !== 'number' || t2 <= 2 * t1) return [];
  return [
    {
      code: 'K406',
      severity: 'warning',
      message: `t2 = ${t2} s is above 2 t1 = ${2 * t1} s; ${2 * t1} s is used`,
      reason: 'relaxation alone destroys coherence at half its rate: 1/T2 = 1/(2 T1) + 1/Tφ',
      option: { name: 't2', value: 2 * t1 },
    },
  ];
}

function ofCircuit(known: KnownDevice, asked: Asked): DeviceFinding[] {
  const { device, name, qubits, simulated } = known;
  const wires = asked.program.dims.length;
  const usable = qubits?.length ?? device.qubits.length;
  if (wires > usable) {
    return [
      {
        code: 'K401',
        severity: 'error',
        message: `the circuit has ${wires} qubits, ${name} has ${usable}${qubits === undefined ? '' : ' that may be used'}`,
        option: { name: 'qubits', value: simulated && wires <= 30 ? wires : undefined },
      },
    ];
  }
  let compiled: Transpiled;
  try {
    const values = genericValues(asked.program);
    compiled = transpile(asked.program, device, { ...values, ...(qubits === undefined ? {} : { qubits }) });
  } catch (error) {
    if (!(error instanceof KrausError)) throw error;
    return [refused(error, known)];
  }
  return [...ofSwaps(known, compiled), ...ofQuality(known, compiled), ...ofLimits(known, asked, compiled)];
}

/** Angles without special meaning, all different: what a trained circuit looks like. */
function genericValues({ parameters, inputs }: CircuitProgram) {
  const values = (count: number) => Float64Array.from({ length: count }, (_, k) => 0.4 + ((k * 0.618034) % 1) * 2);
  return { parameters: values(parameters), inputs: values(inputs) };
}

function refused({ code, message }: KrausError, { name, qubits }: KnownDevice): DeviceFinding {
  if (code !== 'hardware/too-few-qubits') return { code: 'K402', severity: 'error', message: plain(message) };
  return {
    code: 'K403',
    severity: 'error',
    message:
      qubits === undefined
        ? `no connected part of ${name} has as many working qubits as the circuit`
        : `the qubits ${qubits.join(', ')} of ${name} are not connected`,
    reason:
      'two qubits are entangled by a gate between neighbours; swaps lead there only along neighbours that may be used',
    help: 'leave `qubits` out, so that the best ones are chosen, or list neighbours',
    option: { name: 'qubits' },
  };
}

/** A sentence as the messages of the checker are: no capital at the start, no full stop at the end. */
function plain(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

function ofSwaps({ name, qubits }: KnownDevice, { swaps, entanglers }: Transpiled): DeviceFinding[] {
  if (swaps === 0) return [];
  return [
    {
      code: 'K403',
      severity: 'info',
      message: `on ${name} qubits must be swapped ${swaps === 1 ? 'once' : `${swaps} times`} to meet: ${entanglers} two-qubit gates in all`,
      reason: 'only neighbours can be entangled; a swap costs up to three two-qubit gates',
      help:
        qubits === undefined
          ? 'entangle along a line, where that serves as well'
          : 'leave `qubits` out, so that the best ones are chosen',
    },
  ];
}

function ofQuality(
  { device, name }: KnownDevice,
  { circuit, duration, entanglers, depth }: Transpiled,
): DeviceFinding[] {
  const share = faultlessShare(circuit, device);
  if (share >= fewestFaultless) return [];
  const coherence = Math.min(
    ...usedQubits(circuit).map((qubit) => device.qubits[qubit]?.t2 ?? Number.POSITIVE_INFINITY),
  );
  const held = Number.isFinite(coherence) ? `; the shortest T2 of its qubits is ${microseconds(coherence)}` : '';
  return [
    {
      code: 'K405',
      severity: 'warning',
      message: `${name} would do this circuit without any error in ${percent(share)} of the shots`,
      reason: `compiled it has ${entanglers} two-qubit gates and depth ${depth}, and takes ${microseconds(duration)} a shot${held}`,
      help: 'take fewer layers or steps, or fewer qubits',
    },
  ];
}

function ofLimits(
  { device, live, name }: KnownDevice,
  { circuits, shots }: Asked,
  { duration }: Transpiled,
): DeviceFinding[] {
  if (!live) return [];
  const executions = circuits * shots;
  const seconds = executions * (device.repetitionDelay + duration);
  const most = Math.floor(
    Math.min(mostExecutions / circuits, mostSeconds / (circuits * (device.repetitionDelay + duration))),
  );
  if (shots <= most) return [];
  const many = circuits === 1 ? '' : `${circuits} circuits of `;
  return [
    {
      code: 'K404',
      severity: 'error',
      message:
        executions > mostExecutions
          ? `${name} takes up to ${mostExecutions} shots a job, this is ${many}${shots}`
          : `${name} takes up to ${mostSeconds} s a job, this would take about ${Math.round(seconds)} s`,
      help: `take at most ${most} shots`,
      option: { name: 'shots', value: most },
    },
  ];
}

function microseconds(seconds: number): string {
  return `${Number((seconds * 1e6).toPrecision(3))} us`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
