import type { ChannelProgram, ComplexMatrix } from '@kraus/core';
import { multiply } from '@kraus/core';
import type { ChannelDeclaration, Match, Parameter } from '../generated/index.js';
import { informationLeft, matchedValues, spread, transitionsOf } from '../processes/index.js';
import { numberTypes, numberValue, type Value } from '../values/index.js';
import { admit } from './domains.js';
import { EvaluationError, fail } from './evaluation-error.js';
import type { Frame } from './frame.js';

/** What can be left equal: the information about the start in bits, or the largest total-variation distance between two starts. */
export const matchedQuantities: Readonly<Record<string, (transitions: ComplexMatrix) => number>> = {
  information: informationLeft,
  distance: spread,
};

/** Without a bound of its own, a parameter is looked through up to here. */
const largest = 1e4;

/** The only parameter of a channel without a default: what a matched schedule gives values to. */
export function openParameter({ parameters }: ChannelDeclaration): Parameter | undefined {
  const [only, ...others] = parameters.filter(({ default: standard }) => standard === undefined);
  return others.length === 0 ? only : undefined;
}

/** The value of a matched schedule at a time: exact at the steps k/T, straight lines between them, 0 at the start. */
export function matchedValueAt(match: Match, t: number, frame: Frame): Value {
  const { steps, interpreter } = frame;
  if (steps === undefined) {
    return fail({ code: 'K112', message: 'a matched schedule has values only in a forward process', node: match });
  }
  const tables = interpreter.matched.get(match) ?? new Map<number, readonly Value[]>();
  interpreter.matched.set(match, tables);
  const values = tables.get(steps) ?? valuesOf(match, steps, frame);
  tables.set(steps, values);
  const place = Math.min(steps, Math.max(0, t * steps));
  const below = Math.floor(place + 1e-9);
  const at = (k: number): { re: number; unit: number } => {
    const value = k === 0 ? undefined : values[k - 1];
    return value?.kind === 'number' ? value : { re: 0, unit: 0 };
  };
  const [from, to] = [at(below), at(Math.min(steps, below + 1))];
  const re = from.re + Math.max(0, place - below) * (to.re - from.re);
  return numberValue(re, 0, Math.abs(from.unit) > Math.abs(to.unit) ? from.unit : to.unit);
}

function valuesOf(match: Match, steps: number, frame: Frame): readonly Value[] {
  const [reference] = match.settings.flatMap((setting) => setting.reference ?? []);
  const step = match.settings.find((setting) => setting.step !== undefined);
  const [by = 'information'] = match.settings.flatMap((setting) => setting.by ?? []);
  const channel = step?.step?.ref;
  const of = reference?.target.ref;
  const parameter = channel?.$type === 'ChannelDeclaration' ? openParameter(channel) : undefined;
  const left = matchedQuantities[by];
  if (
    step === undefined ||
    channel?.$type !== 'ChannelDeclaration' ||
    parameter === undefined ||
    reference === undefined ||
    left === undefined
  ) {
    return fail({ code: 'K114', message: 'a matched schedule needs a step and a reference', node: match });
  }
  if (of?.$type !== 'ChannelDeclaration' && of?.$type !== 'GateDeclaration') {
    return fail({ code: 'K119', message: `\`${reference.target.$refText}\` is not a channel`, node: reference });
  }
  const { interpreter } = frame;
  const site = { node: reference, name: of.name, parameters: of.parameters, arguments: reference.arguments };
  const whole = transitionsOf([programOf(interpreter.call(of, site, frame), match)]);
  const references: ComplexMatrix[] = [];
  for (let k = 0; k < steps; k++)
    references.push(k === 0 ? whole : multiply(whole, references[k - 1] as ComplexMatrix));
  const numeric = numberTypes[parameter.type?.name ?? ''];
  const solve = (unit: number): number[] => {
    const at = (value: number): ComplexMatrix => {
      const given = admit(parameter, numberValue(value, 0, unit), channel.name, match);
      const own = transitionsOf([
        programOf(interpreter.instantiate(channel, new Map([[parameter, given]]), match), match),
      ]);
      if (own.rows === whole.rows) return own;
      const message = `\`${channel.name}\` has ${own.rows} levels, \`${of.name}\` ${whole.rows}`;
      return fail({ code: 'K110', message, node: reference });
    };
    const values = matchedValues(at, references, left, numeric?.max ?? largest);
    if (values.length === steps) return values;
    return fail({
      code: 'K211',
      message: `no value of \`${parameter.name}\` makes \`${channel.name}\` as noisy as \`${of.name}\` at step ${values.length + 1} of ${steps}`,
      node: step,
      property: 'step',
      help: 'take a less noisy reference, or a step that can be noisier',
    });
  };
  return withUnit(solve, numeric?.unit ?? 0);
}

/** Plain numbers, or where the channel has units of its own, numbers with the unit of the parameter. */
function withUnit(solve: (unit: number) => number[], own: number): Value[] {
  const valuesIn = (unit: number): Value[] => solve(unit).map((value) => numberValue(value, 0, unit));
  try {
    return valuesIn(0);
  } catch (error) {
    if (own === 0 || !(error instanceof EvaluationError) || error.issue.code !== 'K107') throw error;
    return valuesIn(own);
  }
}

function programOf(value: Value, node: Match): ChannelProgram {
  if (value.kind === 'channel') return value.program;
  return fail({ code: 'K119', message: 'a matched schedule needs channels', node });
}
