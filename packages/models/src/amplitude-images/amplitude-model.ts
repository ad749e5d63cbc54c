import { KrausError, type ModelSpec, resolveOptions } from '@kraus/core';
import { circuitSchema } from '../circuits/schema.js';
import { betasOf, scheduleOf } from '../gaussian-diffusion/index.js';
import { klSchema, l1Schema } from '../objectives/schema.js';
import type { Brightness, Embedding } from './embedding.js';
import { amplitudeSchema, collapseCircuitsSchema, scrambleSchema } from './schema.js';
import { Scrambling } from './scrambling.js';
import { growingCircuits, StepCircuits, scriptCircuits } from './step-circuits.js';

/** QSC-Diffusion of grey images of 2ⁿ pixels: scrambling forward, circuits with collapse backward. */
export interface AmplitudeModel {
  readonly spec: ModelSpec;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels, 2ⁿ. */
  readonly size: number;
  readonly embedding: Embedding;
  readonly brightness: Brightness;
  readonly forward: Scrambling;
  readonly reverse: StepCircuits;
  readonly inputs: 'forward' | 'own';
  /** Weights of the loss. */
  readonly l1: number;
  readonly kl: number;
}

/**
 * Builds a model for images of the given shape.
 * @throws KrausError `models/not-a-power-of-two`, `models/unsupported-…`; those of the parts
 */
export function buildAmplitudeModel(
  spec: ModelSpec,
  shape: readonly [height: number, width: number, channels: number],
): AmplitudeModel {
  const [height, width, channels] = shape;
  const size = height * width;
  const qubits = Math.log2(size);
  if (channels !== 1 || !Number.isInteger(qubits) || qubits > 14) {
    throw new KrausError(
      'models/not-a-power-of-two',
      `model ${spec.name}: images of ${height} × ${width} × ${channels} do not fit amplitudes of qubits; expected grey ones of 2ⁿ pixels, ` +
        'e.g. size: 16, colour: "grey" in the data set.',
      { span: spec.encode.span },
    );
  }
  const encode = resolveOptions(amplitudeSchema, spec.encode.options, { name: 'amplitude', span: spec.encode.span });
  const forward = forwardOf(spec, qubits, encode.embedding);
  if (spec.predict !== 'previous') throw unsupported(spec, 'predict', `predict ${spec.predict}`, 'previous');
  const other = spec.condition.find((condition) => condition !== 'time');
  if (other !== undefined) throw unsupported(spec, 'condition', `condition ${other}`, 'time');
  const { circuits, inputs } = reverseOf(spec, forward.steps, qubits + encode.aux);
  return {
    spec,
    shape,
    size,
    embedding: encode.embedding,
    brightness: encode.brightness,
    forward,
    reverse: new StepCircuits({ qubits, ...encode, circuits }),
    inputs,
    ...objectiveOf(spec),
  };
}

function forwardOf(spec: ModelSpec, qubits: number, embedding: Embedding): Scrambling {
  const [forward, ...others] = spec.forward;
  if (forward?.kind !== 'component' || forward.process.component !== 'scramble' || others.length > 0) {
    const words = spec.forward
      .map((part) => (part.kind === 'component' ? part.process.component : part.name))
      .join(', ');
    throw unsupported(spec, 'forward', `forward ${words || 'nothing'}`, 'scramble for so many steps');
  }
  const { steps, process, span } = forward;
  const options = resolveOptions(scrambleSchema, process.options, { name: 'scramble', span });
  if (options.shots !== undefined && options.shots.length !== steps) {
    throw new KrausError(
      'models/shots-length',
      `scramble: ${options.shots.length} numbers of shots for ${steps} steps; give one a step, that of step 1 first.`,
      { span },
    );
  }
  return new Scrambling({ ...options, qubits, embedding, betas: betasOf(scheduleOf(options, steps, span)) });
}

function reverseOf(spec: ModelSpec, steps: number, qubits: number) {
  const { component, options, span } = spec.reverse;
  if (component === 'collapseCircuits') {
    const { first, last, inputs } = resolveOptions(collapseCircuitsSchema, options, { name: component, span });
    return { circuits: growingCircuits(qubits, steps, first, last), inputs };
  }
  if (component === 'circuit') {
    const { circuit } = resolveOptions(circuitSchema, options, { name: component, span });
    return { circuits: scriptCircuits(circuit, steps, qubits), inputs: 'forward' as const };
  }
  throw unsupported(spec, 'reverse', `reverse ${component}`, 'collapseCircuits, or a circuit of the script');
}

function objectiveOf(spec: ModelSpec): { readonly l1: number; readonly kl: number } {
  const weights = { l1: 0, kl: 0 };
  for (const { component, options, span } of spec.objective) {
    if (component !== 'l1' && component !== 'kl') {
      throw unsupported(spec, 'objective', `objective ${component}`, 'l1 + kl, or one of them');
    }
    const schema = component === 'l1' ? l1Schema : klSchema;
    weights[component] += resolveOptions(schema, options, { name: component, span }).weight;
  }
  if (weights.l1 + weights.kl > 0) return weights;
  throw unsupported(spec, 'objective', 'an objective without weight', 'l1 + kl, or one of them');
}

function unsupported(spec: ModelSpec, part: string, given: string, expected: string): KrausError {
  return new KrausError(
    `models/unsupported-${part}`,
    `model ${spec.name}: ${given} does not go with encode amplitude; use ${expected}.`,
    { span: spec.span },
  );
}
