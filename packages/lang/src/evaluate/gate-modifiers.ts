import type { AstNode } from 'langium';
import type { GateModifier, ModifiedGate } from '../generated/index.js';
import { SparseMatrix, unitarityDefect } from '../matrix/index.js';
import { type ChannelValue, describeValue, formatReal, matrixValue, type Value } from '../values/index.js';
import { asCount, asInteger, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';
import { checkSize } from './operands.js';
import { checkDimension, powerOfChannel } from './programs.js';

/** `inverse G`, `ctrl G`, `ctrl[2] G` of a gate or unitary matrix. */
export function modifiedValue({ modifier, gate }: ModifiedGate, value: Value, frame: Frame): Value {
  const { unitary, channel } = unitaryOf(value, modifier, gate);
  const controls = controlsOf(modifier, frame);
  const result = controls === 0 ? unitary.dagger() : controlledMatrix(unitary, controls, modifier);
  if (channel === undefined) return matrixValue(result);
  const dims = [...Array.from({ length: controls }, () => 2), ...channel.program.dims];
  return { kind: 'channel', program: { kind: 'kraus', dims, operators: [result.toData()] } };
}

/** How many controls a modifier adds; none for `inverse`. */
export function controlsOf(modifier: GateModifier, frame: Frame): number {
  if (!modifier.control) return 0;
  const { count } = modifier;
  if (count === undefined) return 1;
  return asCount(frame.interpreter.evaluate(count, frame), count, 'the number of controls', 1, 64);
}

/** A gate behind its modifiers and power, as an operation on wires has them: `inverse ctrl S ^ 3`. */
export function modifiedGate(
  gate: ChannelValue,
  { modifiers, power, node }: { modifiers: readonly GateModifier[]; power: number | undefined; node: AstNode },
  frame: Frame,
): ChannelValue {
  let result = power === undefined ? gate : powerOfChannel(gate, power, node, frame.interpreter.budget);
  for (const modifier of [...modifiers].reverse()) {
    const { unitary } = unitaryOf(result, modifier, node);
    const controls = controlsOf(modifier, frame);
    const matrix = controls === 0 ? unitary.dagger() : controlledMatrix(unitary, controls, modifier);
    const dims = [...Array.from({ length: controls }, () => 2), ...result.program.dims];
    result = { kind: 'channel', program: { kind: 'kraus', dims, operators: [matrix.toData()] } };
  }
  return result;
}

/** The whole-number power written behind an operation. */
export function writtenPower(power: Parameters<Frame['interpreter']['evaluate']>[0], frame: Frame): number {
  return asInteger(frame.interpreter.evaluate(power, frame), power, 'a whole number as exponent');
}

function unitaryOf(
  value: Value,
  modifier: GateModifier,
  node: AstNode,
): { unitary: SparseMatrix; channel?: ChannelValue } {
  const word = modifier.control ? 'ctrl' : 'inverse';
  if (value.kind === 'channel') {
    const [only, ...others] = value.program.kind === 'kraus' ? value.program.operators : [];
    const unitary = only === undefined || others.length > 0 ? undefined : SparseMatrix.fromData(only);
    if (unitary !== undefined && unitarityDefect(unitary) === undefined) return { unitary, channel: value };
    return fail({ code: 'K209', message: `\`${word}\` goes with gates, this is a channel that is not unitary`, node });
  }
  if (value.kind !== 'matrix') return mismatch('a gate or unitary matrix', value, node, 'K119');
  const defect = value.matrix.isSquare ? unitarityDefect(value.matrix) : Number.POSITIVE_INFINITY;
  if (defect === undefined && value.unit === 0) return { unitary: value.matrix };
  const norm = defect !== undefined && Number.isFinite(defect) ? `: U†U − I has norm ${formatReal(defect)}` : '';
  return fail({
    code: 'K209',
    message: `\`${word}\` goes with gates, ${describeValue(value)} is not unitary${norm}`,
    node,
  });
}

/** diag(1, …, 1, U) with the controls as the least significant factors. */
function controlledMatrix(unitary: SparseMatrix, controls: number, node: AstNode): SparseMatrix {
  const low = 2 ** controls;
  checkDimension([low, unitary.rows], node);
  checkSize(low * unitary.rows, low * unitary.rows, (low - 1) * unitary.rows + unitary.count, node);
  return SparseMatrix.from(low * unitary.rows, low * unitary.rows, (add) => {
    for (let level = 0; level < unitary.rows; level++) {
      for (let rest = 0; rest < low - 1; rest++) add(low * level + rest, low * level + rest, 1, 0);
    }
    unitary.forEach((i, j, re, im) => {
      add(low * i + low - 1, low * j + low - 1, re, im);
    });
  });
}
