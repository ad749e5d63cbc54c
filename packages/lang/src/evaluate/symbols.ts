import { type Angle, addAngles, scaleAngle } from '@kraus/core';
import type { AstNode } from 'langium';
import {
  describeValue,
  type NumberValue,
  numberValue,
  type SymbolValue,
  unitName,
  type Value,
} from '../values/index.js';
import { fail } from './evaluation-error.js';

type Linear = NumberValue | SymbolValue;

/** Whether arithmetic with this value stays a sum of multiples of parameters. */
export function isLinear(value: Value): value is Linear {
  return value.kind === 'symbol' || value.kind === 'number';
}

/** A real number or symbol as a linear form; fails for complex numbers. */
export function linearForm(value: Linear, node: AstNode): Angle {
  if (value.kind === 'symbol') return value.form;
  if (value.im !== 0) return notLinear(`the complex ${describeValue(value)} beside a parameter`, node);
  return { terms: [], offset: value.re };
}

export function addLinear(left: Linear, right: Linear, sign: 1 | -1, node: AstNode): Value {
  if (left.unit !== right.unit) {
    const verb = sign === 1 ? 'add' : 'subtract';
    fail({ code: 'K107', message: `cannot ${verb} ${unitName(left.unit)} and ${unitName(right.unit)}`, node });
  }
  const form = addAngles(linearForm(left, node), scaleAngle(linearForm(right, node), sign));
  return simplified(form, left.unit);
}

/** A product in which at most one factor is not a number. */
export function multiplyLinear(left: Linear, right: Linear, node: AstNode): Value {
  const unit = left.unit + right.unit;
  const [symbol, number] = left.kind === 'symbol' ? [left, right] : [right, left];
  if (number.kind !== 'number' || number.im !== 0) {
    return notLinear(`${describeValue(left)} times ${describeValue(right)}`, node);
  }
  return simplified(scaleAngle(linearForm(symbol, node), number.re), unit);
}

export function divideLinear(left: Linear, right: Value, node: AstNode): Value {
  if (right.kind !== 'number' || right.im !== 0) return notLinear(`a division by ${describeValue(right)}`, node);
  if (right.re === 0) return fail({ code: 'K123', message: 'division by zero', node });
  return simplified(scaleAngle(linearForm(left, node), 1 / right.re), left.unit - right.unit);
}

export function negateSymbol(value: SymbolValue): SymbolValue {
  return { ...value, form: scaleAngle(value.form, -1) };
}

/** Fails because what is computed is no sum of multiples of parameters and inputs. */
export function notLinear(what: string, node: AstNode): never {
  return fail({
    code: 'K125',
    message: `${what} is not a sum of multiples of parameters and inputs`,
    node,
    help: 'compute it before the circuit runs and give the result as an input',
  });
}

function simplified(form: Angle, unit: number): Value {
  const terms = form.terms.filter(({ scale }) => scale !== 0);
  return terms.length === 0 ? numberValue(form.offset, 0, unit) : { kind: 'symbol', form: { ...form, terms }, unit };
}
