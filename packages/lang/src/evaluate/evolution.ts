import type { Expression } from '../generated/index.js';
import { type ChannelValue, type GeneratorValue, unitName, type Value } from '../values/index.js';
import { asNumber, asReal, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';

/** A channel or gate named without arguments stands for its call. */
export function called(value: Value, node: Expression, frame: Frame): Value {
  if (value.kind !== 'declaration') return value;
  const { declaration } = value;
  switch (declaration.$type) {
    case 'ChannelDeclaration':
    case 'GateDeclaration':
    case 'GeneratorDeclaration':
    case 'GraphDeclaration': {
      const { name, parameters } = declaration;
      return frame.interpreter.call(declaration, { node, name, parameters, arguments: [] }, frame);
    }
    default:
      return value;
  }
}

/** A generator that acts for a time, as a channel. */
export function evolvedChannel(generatorNode: Expression, timeNode: Expression, frame: Frame): ChannelValue {
  const generator = generatorOf(generatorNode, frame);
  const time = asNumber(frame.interpreter.evaluate(timeNode, frame), timeNode);
  const seconds = asReal(time, timeNode);
  if (seconds < 0) {
    fail({
      code: 'K202',
      message: `the time of an evolution is not negative, found ${seconds}`,
      node: timeNode,
    });
  }
  const still = generator.program.hamiltonian.entries.length === 0 && generator.program.jumps.length === 0;
  if (!still && seconds !== 0 && generator.unit + time.unit !== 0) {
    const rates = generator.unit === 0 ? 'plain numbers (units of J)' : unitName(generator.unit);
    fail({
      code: 'K107',
      message: `the generator's rates are ${rates}, but the time is ${unitName(time.unit)}`,
      node: timeNode,
      help: 'give both in units, or both as plain numbers',
    });
  }
  const { program } = generator;
  return { kind: 'channel', program: { kind: 'evolve', dims: program.dims, generator: program, time: seconds } };
}

function generatorOf(node: Expression, frame: Frame): GeneratorValue {
  const value = called(frame.interpreter.evaluate(node, frame), node, frame);
  if (value.kind === 'generator') return value;
  return mismatch('a generator', value, node, 'K119');
}
