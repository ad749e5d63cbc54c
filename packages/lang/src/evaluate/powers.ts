import type { BinaryExpression } from '../generated/index.js';
import { describeValue, matrixValue, type NumberValue, type Value } from '../values/index.js';
import { asInteger, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import { limits } from './frame.js';
import { finite, type Operands } from './operands.js';
import { costOfProduct, identityOn, multiplyPauliSums } from './pauli-sums.js';
import { matrixPower, powerOfChannel } from './programs.js';
import { notLinear } from './symbols.js';

/** `left ^ right` of numbers, matrices, channels and operators on wires. */
export function power({ left, right, node, budget }: Operands): Value {
  if (left.kind === 'symbol') return notLinear(`a power of ${describeValue(left)}`, node);
  if (left.kind === 'number') {
    if (right.kind !== 'number') return mismatch('a number as exponent', right, node.right);
    return numberPower(left, right, node);
  }
  const times = asInteger(right, node.right, 'a whole number as exponent');
  if (left.kind === 'channel') return powerOfChannel(left, times, node, budget);
  if (times < 0)
    return fail({ code: 'K109', message: `the exponent must not be negative, found ${times}`, node: node.right });
  if (left.kind === 'pauli-sum') {
    let result = identityOn(left);
    for (let k = 0; k < Math.min(times, limits.loopPasses); k++) {
      budget.spend(costOfProduct(result, left), node);
      result = multiplyPauliSums(result, left);
    }
    return result;
  }
  if (left.kind !== 'matrix') return mismatch('a number, a square matrix or a channel', left, node.left);
  if (!left.matrix.isSquare) return mismatch('a square matrix', left, node.left, 'K110');
  const result = matrixPower(left.matrix, times, node, budget);
  if (!result.isFinite()) fail({ code: 'K123', message: 'the power is not finite', node });
  return matrixValue(result, left.unit * times);
}

function numberPower(base: NumberValue, exponent: NumberValue, node: BinaryExpression): Value {
  if (exponent.unit !== 0) mismatch('a plain number as exponent', exponent, node.right, 'K107');
  const unit = base.unit * exponent.re;
  if (base.im === 0 && exponent.im === 0 && (base.re >= 0 || Number.isInteger(exponent.re))) {
    return finite(base.re ** exponent.re, 0, unit, node);
  }
  const radius = Math.hypot(base.re, base.im);
  if (radius === 0) return finite(exponent.re > 0 ? 0 : Number.NaN, 0, unit, node);
  const angle = Math.atan2(base.im, base.re);
  const size = Math.exp(exponent.re * Math.log(radius) - exponent.im * angle);
  const turn = exponent.re * angle + exponent.im * Math.log(radius);
  return finite(size * Math.cos(turn), size * Math.sin(turn), unit, node);
}
