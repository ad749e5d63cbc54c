import type { AstNode } from 'langium';
import type { Argument, ScheduleDeclaration } from '../generated/index.js';
import { formatReal, numberValue, type Value } from '../values/index.js';
import { asItems, asPlain } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';
import { matchedValueAt } from './matched-schedule.js';

/** A curve of the prelude: a function of the time in [0, 1] and of settings with defaults. */
interface CurveFunction {
  readonly settings: readonly (readonly [name: string, value: number])[];
  readonly at: (t: number, settings: readonly number[]) => number;
}

export const curves: Readonly<Record<string, CurveFunction>> = {
  linear: {
    settings: [
      ['from', 0],
      ['to', 1],
    ],
    at: (t, [from = 0, to = 1]) => from + (to - from) * t,
  },
  // One minus the signal level of Nichol & Dhariwal, arXiv:2102.09672, equation 17.
  cosine: {
    settings: [['offset', 0]],
    at: (t, [offset = 0]) => {
      const signal = (x: number): number => Math.cos((((x + offset) / (1 + offset)) * Math.PI) / 2) ** 2;
      return 1 - signal(t) / signal(0);
    },
  },
  // Jabri et al., arXiv:2212.11972, without their rescaling.
  sigmoid: {
    settings: [['sharpness', 10]],
    at: (t, [sharpness = 10]) => 1 / (1 + Math.exp((0.5 - t) * sharpness)),
  },
};

/** The value of a schedule at the time of the frame: its first parameter, or the time of the process's step. */
export function scheduleValue(declaration: ScheduleDeclaration, frame: Frame): Value {
  const { table, curve, match, value } = declaration;
  const [time] = declaration.parameters;
  const bound = time === undefined ? undefined : frame.variables.get(time);
  const t = bound?.kind === 'number' ? bound.re : frame.time;
  if (value !== undefined) {
    const result = frame.interpreter.evaluate(value, frame);
    if (result.kind !== 'declaration') return result;
    return curveAt(result.declaration.name, [], knownTime(t, declaration), frame, value);
  }
  if (table !== undefined) {
    const values = asItems(frame.interpreter.evaluate(table, frame), table).map((item) => asPlain(item, table));
    return numberValue(interpolated(values, knownTime(t, declaration), table));
  }
  if (match !== undefined) return matchedValueAt(match, knownTime(t, declaration), frame);
  if (curve === undefined) return fail({ code: 'K100', message: 'a schedule needs a value', node: declaration });
  return curveAt(curve.function.$refText, curve.arguments, knownTime(t, declaration), frame, curve);
}

function knownTime(t: number | undefined, node: AstNode): number {
  if (t !== undefined) return t;
  return fail({ code: 'K112', message: 'a schedule has a value only in a forward process', node });
}

function curveAt(name: string, settings: readonly Argument[], t: number, frame: Frame, node: AstNode): Value {
  const curve = Object.hasOwn(curves, name) ? curves[name] : undefined;
  if (curve === undefined) {
    const help = `curves are ${Object.keys(curves).join(', ')}`;
    return fail({ code: 'K119', message: `\`${name}\` is not a curve`, node, help });
  }
  const given = new Map(settings.map(({ name: setting, value }) => [setting, value]));
  const values = curve.settings.map(([setting, standard]) => {
    const expression = given.get(setting);
    return expression === undefined ? standard : asPlain(frame.interpreter.evaluate(expression, frame), expression);
  });
  return numberValue(curve.at(t, values));
}

/** Straight lines between values at evenly spaced times in [0, 1]. */
export function interpolated(values: readonly number[], time: number, node: AstNode): number {
  if (values.length < 2) fail({ code: 'K109', message: 'a table needs at least two values', node });
  if (time < 0 || time > 1) fail({ code: 'K202', message: `t = ${formatReal(time)} is outside 0 … 1`, node });
  const place = time * (values.length - 1);
  const index = Math.min(values.length - 2, Math.floor(place));
  const [a = 0, b = 0] = values.slice(index, index + 2);
  return a + (place - index) * (b - a);
}
