import { formatReal, type NumberValue, numberValue, unitName, type Value } from '../values/index.js';
import type { BuiltinCall, BuiltinFunction } from './builtin-context.js';
import { asCount, asInteger, asItems, asNumber, asPlain, asReal } from './convert.js';
import { fail } from './evaluation-error.js';
import { limits } from './frame.js';
import { finite } from './operands.js';
import { added } from './operators.js';
import { curves, interpolated } from './schedules.js';

/** A function of one plain real number. */
function real(f: (x: number) => number): BuiltinFunction {
  return (call) => finite(f(plainArgument(call)), 0, 0, call.node);
}

function plainArgument(call: BuiltinCall): number {
  const [value, node] = call.arg(0);
  if (value.kind === 'number' && value.unit !== 0) {
    fail({ code: 'K107', message: `\`${call.name}\` needs a plain number, found ${unitName(value.unit)}`, node });
  }
  return asPlain(value, node);
}

function squareRoot(call: BuiltinCall): Value {
  const [value, node] = call.arg(0);
  const { re, im, unit } = asNumber(value, node);
  if (im === 0) return re >= 0 ? numberValue(Math.sqrt(re), 0, unit / 2) : numberValue(0, Math.sqrt(-re), unit / 2);
  const radius = Math.hypot(re, im);
  const root = Math.sqrt((radius + Math.abs(re)) / 2);
  const other = Math.abs(im) / (2 * root);
  const sign = im < 0 ? -1 : 1;
  return re >= 0 ? numberValue(root, sign * other, unit / 2) : numberValue(other, sign * root, unit / 2);
}

function exponential(call: BuiltinCall): Value {
  const [value, node] = call.arg(0);
  const x = asNumber(value, node);
  if (x.unit !== 0) fail({ code: 'K107', message: `\`exp\` needs a plain number, found ${unitName(x.unit)}`, node });
  const size = Math.exp(x.re);
  return finite(size * Math.cos(x.im), x.im === 0 ? 0 : size * Math.sin(x.im), 0, call.node);
}

function logarithm(call: BuiltinCall): Value {
  const x = plainArgument(call);
  if (x <= 0) fail({ code: 'K123', message: `the logarithm of ${formatReal(x)} does not exist`, node: call.node });
  return numberValue(Math.log(x));
}

/** `min`, `max`: of two reals of one unit. */
function ofTwo(f: (a: number, b: number) => number): BuiltinFunction {
  return (call) => {
    const [[a, aNode], [b, bNode]] = [call.arg(0), call.arg(1)];
    const [left, right] = [asNumber(a, aNode), asNumber(b, bNode)];
    if (left.unit !== right.unit) {
      fail({
        code: 'K107',
        message: `\`${call.name}\` of ${unitName(left.unit)} and ${unitName(right.unit)}`,
        node: call.node,
      });
    }
    return numberValue(f(asReal(a, aNode), asReal(b, bNode)), 0, left.unit);
  };
}

/** Entry-wise functions of numbers and matrices. */
function part(ofNumber: (value: NumberValue) => NumberValue): BuiltinFunction {
  return (call) => {
    const [value, node] = call.arg(0);
    if (value.kind !== 'matrix') return ofNumber(asNumber(value, node));
    const matrix = value.matrix.map((re, im) => {
      const result = ofNumber(numberValue(re, im));
      return [result.re, result.im];
    });
    return { kind: 'matrix', matrix, unit: value.unit };
  };
}

function evenlySpaced(call: BuiltinCall): Value {
  const [[a, aNode], [b, bNode], [n, nNode]] = [call.arg(0), call.arg(1), call.arg(2)];
  const [from, to] = [asNumber(a, aNode), asNumber(b, bNode)];
  const [start, end] = [asReal(a, aNode), asReal(b, bNode)];
  if (from.unit !== to.unit) {
    fail({
      code: 'K107',
      message: `\`linspace\` from ${unitName(from.unit)} to ${unitName(to.unit)}`,
      node: call.node,
    });
  }
  const count = asCount(n, nNode, 'the number of points', 1, limits.listLength);
  const items = Array.from({ length: count }, (_, k) =>
    numberValue(
      k === count - 1 && count > 1 ? end : start + (k * (end - start)) / Math.max(1, count - 1),
      0,
      from.unit,
    ),
  );
  return { kind: 'list', items };
}

function sumOfList(call: BuiltinCall): Value {
  const [value, node] = call.arg(0);
  const [first, ...others] = asItems(value, node);
  if (first === undefined) return numberValue(0);
  return others.reduce((total, item) => added(total, item, node, call.frame.interpreter.budget), first);
}

function binomial(n: number, k: number): number {
  let result = k < 0 || k > n ? 0 : 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return Math.round(result);
}

/** Linear interpolation of values at evenly spaced times in [0, 1]. */
function interpolation(call: BuiltinCall): Value {
  const [[list, listNode], [t, tNode]] = [call.arg(0), call.arg(1)];
  const values = asItems(list, listNode).map((item) => asPlain(item, listNode));
  return numberValue(interpolated(values, asPlain(t, tNode), listNode));
}

/** A curve of the prelude at a time, its settings in order. */
function curve(name: string): BuiltinFunction {
  return (call) => {
    const [t, ...settings] = call.values.map((_, index) => asPlain(...call.arg(index)));
    const known = curves[name];
    if (known === undefined || t === undefined) return call.arg(0)[0];
    return numberValue(
      known.at(
        t,
        known.settings.map(([, standard], index) => settings[index] ?? standard),
      ),
    );
  };
}

export const numberBuiltins: Readonly<Record<string, BuiltinFunction>> = {
  sqrt: squareRoot,
  exp: exponential,
  log: logarithm,
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  asin: real(Math.asin),
  acos: real(Math.acos),
  atan: real(Math.atan),
  tanh: real(Math.tanh),
  floor: real(Math.floor),
  ceil: real(Math.ceil),
  round: real(Math.round),
  min: ofTwo(Math.min),
  max: ofTwo(Math.max),
  abs: part(({ re, im, unit }) => numberValue(Math.hypot(re, im), 0, unit)),
  re: part(({ re, unit }) => numberValue(re, 0, unit)),
  im: part(({ im, unit }) => numberValue(im, 0, unit)),
  conj: part(({ re, im, unit }) => numberValue(re, -im, unit)),
  binomial: (call) => {
    const [n, k] = [asCount(...call.arg(0), 'n', 0, 1000), asInteger(...call.arg(1))];
    return finite(binomial(n, k), 0, 0, call.node);
  },
  linspace: evenlySpaced,
  length: (call) => {
    const [value, node] = call.arg(0);
    if (value.kind === 'array') return numberValue(value.shape[0] ?? 0);
    return numberValue(value.kind === 'range' ? value.end - value.start : asItems(value, node).length);
  },
  sum: sumOfList,
  table: interpolation,
  linear: curve('linear'),
  cosine: curve('cosine'),
  sigmoid: curve('sigmoid'),
  uniform: (call) => {
    const [from, to] = [asPlain(...call.arg(0)), asPlain(...call.arg(1))];
    if (from > to) fail({ code: 'K202', message: 'the bounds of `uniform` are in the wrong order', node: call.node });
    return { kind: 'distribution', initial: { kind: 'uniform', from, to } };
  },
  normal: (call) => {
    const [mean, deviation] = [asPlain(...call.arg(0)), asPlain(...call.arg(1))];
    if (deviation < 0) fail({ code: 'K202', message: 'a standard deviation is not negative', node: call.node });
    return { kind: 'distribution', initial: { kind: 'normal', mean, deviation } };
  },
};
