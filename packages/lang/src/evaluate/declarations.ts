import type { Fix } from '../diagnostics/index.js';
import type {
  ChannelDeclaration,
  GateDeclaration,
  GeneratorDeclaration,
  GraphDeclaration,
} from '../generated/index.js';
import { SparseMatrix, unitarityDefect } from '../matrix/index.js';
import { type ChannelValue, describeValue, formatReal, type GeneratorValue, type GraphValue } from '../values/index.js';
import { graphOfPairs } from './builtin-graphs.js';
import { channelFromBody, sameDims } from './channel-body.js';
import { asGraph } from './convert.js';
import { fail } from './evaluation-error.js';
import { called } from './evolution.js';
import type { Frame, System } from './frame.js';
import { generatorFromBody } from './generator-body.js';
import { normalised } from './matrix-fixes.js';
import { krausOperators } from './programs.js';
import { systemOf } from './system.js';
import { systemWords } from './wires.js';

/** Largest ‖Σ K†K − I‖ that counts as rounding, for dimension 1; it grows with the root of the dimension. */
const tolerance = 1e-10;

/** The graph of a declaration whose parameters are bound in `frame`. */
export function buildGraph(declaration: GraphDeclaration, frame: Frame): GraphValue {
  const { edges, value } = declaration;
  if (edges !== undefined) return graphOfPairs(frame.interpreter.evaluate(edges, frame), edges);
  if (value === undefined) return fail({ code: 'K100', message: 'a graph needs a value', node: declaration });
  return asGraph(called(frame.interpreter.evaluate(value, frame), value, frame), value);
}

export function buildGenerator(declaration: GeneratorDeclaration, frame: Frame): GeneratorValue {
  const system = systemOf(declaration.wires, frame);
  return generatorFromBody(declaration, { ...frame, system }, system);
}

/** The channel of a declaration whose parameters are bound in `frame`; it is trace-preserving, or this throws K201. */
export function buildChannel(declaration: ChannelDeclaration, frame: Frame): ChannelValue {
  const system = systemOf(declaration.wires, frame);
  const inner = { ...frame, system };
  if (declaration.body !== undefined) {
    const channel = channelFromBody(declaration.body, inner, system);
    if (channel.program.kind === 'kraus') checkTracePreserving(declaration, channel, frame);
    return channel;
  }
  return fromExpression(declaration, inner, system);
}

function fromExpression(declaration: ChannelDeclaration | GateDeclaration, frame: Frame, system: System): ChannelValue {
  const { value: node } = declaration;
  if (node === undefined) return fail({ code: 'K100', message: 'a channel needs a value', node: declaration });
  const value = called(frame.interpreter.evaluate(node, frame), node, frame);
  if (value.kind === 'generator') {
    return fail({ code: 'K119', message: 'a generator is not yet a channel', node, help: 'write `evolve … for dt`' });
  }
  if (value.kind !== 'channel')
    return fail({ code: 'K106', message: `expected a channel, found ${describeValue(value)}`, node });
  if (!sameDims(value.program.dims, system.dims)) {
    const message = `\`${declaration.name}\` is declared on ${systemWords(system.dims)}, but its value acts on ${systemWords(value.program.dims)}`;
    return fail({ code: 'K110', message, node });
  }
  return value;
}

function checkTracePreserving(declaration: ChannelDeclaration, channel: ChannelValue, frame: Frame): void {
  const operators = krausOperators(channel.program) ?? [];
  const total = operators[0]?.rows ?? 1;
  let sum = SparseMatrix.identity(total).scaled(-1);
  for (const operator of operators) {
    frame.interpreter.budget.spend(operator.costOfTimes(operator), declaration);
    sum = sum.plus(operator.dagger().times(operator));
  }
  const deviation = sum.frobeniusNorm();
  if (deviation <= tolerance * Math.sqrt(total)) return;
  fail({
    code: 'K201',
    message: `\`${declaration.name}\` is not trace-preserving: {at}Σ K†K − I has norm ${formatReal(deviation)}`,
    node: declaration,
    property: 'name',
  });
}

/** The unitary channel of a gate whose parameters are bound in `frame`. */
export function buildGate(declaration: GateDeclaration, frame: Frame): ChannelValue {
  const system = systemOf(declaration.wires, frame);
  const inner = { ...frame, system };
  if (declaration.body !== undefined) {
    return gateFromBody(declaration, channelFromBody(declaration.body, inner, system), system);
  }
  const { value: node } = declaration;
  if (node === undefined) return fail({ code: 'K100', message: 'a gate needs a value', node: declaration });
  const value = frame.interpreter.evaluate(node, inner);
  if (value.kind !== 'matrix') return gateFromBody(declaration, fromExpression(declaration, inner, system), system);
  const { matrix } = value;
  if (matrix.rows !== system.total || matrix.columns !== system.total) {
    const message = `\`${declaration.name}\` is declared on ${systemWords(system.dims)}, but its value is ${describeValue(value)}`;
    return fail({ code: 'K110', message, node });
  }
  if (value.unit !== 0) return fail({ code: 'K107', message: 'a gate has plain numbers', node });
  frame.interpreter.budget.spend(matrix.costOfTimes(matrix), node);
  // With parameters the norm at these values need not be the norm at others.
  checkUnitary(declaration, matrix, () => (declaration.parameters.length === 0 ? normalised(node, matrix) : []));
  return { kind: 'channel', program: { kind: 'kraus', dims: system.dims, operators: [matrix.toData()] } };
}

function checkUnitary(declaration: GateDeclaration, matrix: SparseMatrix, fixes: () => Fix[] = () => []): void {
  const deviation = unitarityDefect(matrix);
  if (deviation === undefined) return;
  fail({
    code: 'K205',
    message: `\`${declaration.name}\` is not unitary: {at}U†U − I has norm ${formatReal(deviation)}`,
    node: declaration,
    property: 'name',
    fixes: fixes(),
  });
}

/** A sequence of gates as one operator. */
function gateFromBody(declaration: GateDeclaration, channel: ChannelValue, system: System): ChannelValue {
  const operators = krausOperators(channel.program, 1);
  const [only] = operators ?? [];
  if (only === undefined || operators?.length !== 1) {
    return fail({
      code: 'K205',
      message: `\`${declaration.name}\` contains an operation that is not a gate`,
      node: declaration,
      property: 'name',
    });
  }
  checkUnitary(declaration, only);
  return { kind: 'channel', program: { kind: 'kraus', dims: system.dims, operators: [only.toData()] } };
}
