import { type CircuitPart, type CircuitProgram, KrausError } from '@kraus/core';
import type { CircuitReverseOptions, StateShape } from './circuit-options.js';

/**
 * Checks that circuits fit states as reverse model.
 * @throws KrausError `models/circuit-wires` unless all wires are qubits, as many as the data have or more; `models/circuit-inputs` for
 *   inputs other than one for the time; `models/circuit-parameters`, `models/no-time`, `models/circuit-start`, `models/unsupported-collapse`
 */
export function checkCircuitReverse(part: CircuitPart, options: CircuitReverseOptions, shape: StateShape): void {
  const { name, circuits, span } = part;
  const refuse = (code: string, text: string): never => {
    throw new KrausError(code, `reverse ${name}: ${text}`, { span });
  };
  const growing = circuits.length > 1;
  if (growing && !options.perStep) {
    refuse(
      'models/circuit-parameters',
      'its arguments depend on the time, so every step has parameters of its own; write parameters: perStep.',
    );
  }
  if (growing && circuits.length !== shape.steps) {
    refuse(
      'models/circuit-parameters',
      `${circuits.length} circuits for ${shape.steps} steps; arguments that depend on the time give one a step.`,
    );
  }
  if (options.ancillas === 'haar' && options.collapse !== 'sampled') {
    refuse('models/unsupported-collapse', 'Haar-random ancillas are drawn; write collapse: sampled.');
  }
  for (const { program } of circuits) checkProgram(program, options, shape, refuse);
}

function checkProgram(
  program: CircuitProgram,
  { perStep }: CircuitReverseOptions,
  { dimension }: StateShape,
  refuse: (code: string, text: string) => never,
): void {
  const wires = program.dims.length;
  if (program.dims.some((d) => d !== 2) || 2 ** wires < dimension || !Number.isInteger(Math.log2(dimension))) {
    refuse(
      'models/circuit-wires',
      `the circuit has wires of dimension ${program.dims.join(', ')} and the states dimension ${dimension}; it needs their ${Math.log2(dimension)} qubits, and ancillas in front of them.`,
    );
  }
  if (program.initial !== 'zero') {
    refuse(
      'models/circuit-start',
      'the circuit starts from a state of its own input; the data come in by themselves, leave `start` out.',
    );
  }
  if (program.inputs > 1) {
    refuse(
      'models/circuit-inputs',
      `the circuit has ${program.inputs} inputs; one is allowed, the time t/T: \`input t: real\`.`,
    );
  }
  if (program.parameters === 0) refuse('models/circuit-parameters', 'the circuit has no trainable parameters.');
  if (!perStep && program.inputs === 0) {
    refuse(
      'models/no-time',
      'all steps share their parameters and the circuit has no input for the time; add `input t: real`, or write parameters: perStep.',
    );
  }
}
