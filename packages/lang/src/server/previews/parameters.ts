import type { ScriptInterpreter } from '../../evaluate/index.js';
import type { Declaration, Parameter } from '../../generated/index.js';
import { numberTypes, type Value } from '../../values/index.js';
import type { PreviewParameter } from './preview-answer.js';

/** What a slider may set: a single real or whole number. */
export function isAdjustable({ type }: Parameter): boolean {
  const name = type?.name ?? 'real';
  return type?.shape.length !== undefined && type.shape.length > 0
    ? false
    : Object.hasOwn(numberTypes, name) && name !== 'complex';
}

/** Those of a declaration's parameters that are numbers, at the given values, else at their defaults. */
export function previewParameters(
  declaration: Declaration,
  values: ReadonlyMap<Parameter, Value>,
  interpreter: ScriptInterpreter,
): PreviewParameter[] {
  const parameters = 'parameters' in declaration ? declaration.parameters : [];
  const frame = interpreter.parameterFrame(declaration, values, declaration);
  return parameters.filter(isAdjustable).flatMap((parameter) => {
    const value = frame.variables.get(parameter);
    if (value?.kind !== 'number' || value.im !== 0) return [];
    const preset =
      parameter.default === undefined ? value : interpreter.evaluate(parameter.default, interpreter.topFrame());
    const usual = preset.kind === 'number' ? preset.re : value.re;
    const type = parameter.type?.name ?? 'real';
    return [{ name: parameter.name, type, value: value.re, ...rangeOf(type, usual, value.re) }];
  });
}

/** The domain of a type, or, where it has no end, a range around the usual value; `value` is always in it. */
export function rangeOf(type: string, usual: number, value: number): Pick<PreviewParameter, 'min' | 'max' | 'whole'> {
  const { min, max, field } = numberTypes[type] ?? { field: 'real' };
  const whole = field === 'int';
  const size = usual === 0 ? 2 : 2 * Math.abs(usual);
  let [low, high] = [-size, size];
  if (type === 'angle') [low, high] = [-Math.PI, Math.PI];
  else if (whole) [low, high] = [Math.min(0, usual), Math.max(8, 2 * usual)];
  return { min: Math.min(min ?? low, value), max: Math.max(max ?? high, value), whole };
}
