import {
  CIRCUIT_VERSION,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  checkCircuit,
} from '@kraus/core';
import type { AstNode } from 'langium';
import { fail, type ScriptInterpreter, systemOf } from '../evaluate/index.js';
import type { CircuitDeclaration, Parameter } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import type { Value } from '../values/index.js';
import { BodyLowering } from './body.js';
import { CircuitState } from './circuit-state.js';
import { withConditions } from './conditions.js';
import { loopsOf } from './loops.js';
import type { CircuitRegister, LoweredCircuit } from './lowered-circuit.js';
import type { Place } from './place.js';
import { type Requested, requestsOf } from './returns.js';

/**
 * A circuit with its parameters at the given values, else at their defaults, as a program of `@kraus/core`: loops are
 * unrolled, gates, channels and circuits that it uses are put in place, gates and noise of the standard library become those
 * of core's registries.
 *
 * @throws EvaluationError where the circuit has no such form
 */
export function lowerCircuitDeclaration(
  declaration: CircuitDeclaration,
  values: ReadonlyMap<Parameter, Value>,
  interpreter: ScriptInterpreter,
): LoweredCircuit {
  return interpreter.within(declaration, declaration, () => {
    const outer = interpreter.parameterFrame(declaration, values, declaration);
    const system = systemOf(declaration.wires, outer, true);
    const frame = { ...outer, system };
    const state = new CircuitState(interpreter, declaration);
    const requests: Requested[] = [];
    const requestedAt: number[] = [];
    const body = new BodyLowering(state, {
      returned: (statement, inner) => {
        requests.push(...requestsOf(statement, inner, state));
        requestedAt.push(state.operations.length);
      },
    });
    const wires = system.dims.map((_, wire) => wire);
    const place: Place = { system, wires, kind: 'circuit', prefix: '', root: true };
    body.run(declaration.body, frame, place);
    const late = state.operations[Math.min(...requestedAt)];
    if (late !== undefined) {
      fail({ code: 'K114', message: 'an operation after `return` has no effect on it', node: late.origin });
    }
    return assembled(declaration, state, requests, registersOf(declaration, system.wires), system.dims);
  });
}

function registersOf(
  declaration: CircuitDeclaration,
  wires: ReadonlyMap<CircuitDeclaration['wires'][number], readonly number[]>,
): CircuitRegister[] {
  return declaration.wires.map((wire) => ({ name: wire.name, positions: wires.get(wire) ?? [] }));
}

function assembled(
  declaration: CircuitDeclaration,
  state: CircuitState,
  requests: readonly Requested[],
  wires: readonly CircuitRegister[],
  dims: readonly number[],
): LoweredCircuit {
  const emitted = withConditions(state.operations, { bits: state.bitCount, dims });
  const operations = emitted.map(({ operation }) => operation);
  const sum = (variables: readonly { length: number }[]): number => variables.reduce((n, { length }) => n + length, 0);
  const program: CircuitProgram = {
    version: CIRCUIT_VERSION,
    kind: 'circuit',
    dims,
    bits: state.bitCount,
    parameters: sum(state.parameters),
    inputs: sum(state.inputs),
    initial: state.initial,
    operations,
    outputs: requests.map(({ output }) => settled(output, state, operations, dims)),
  };
  checkCircuit(program);
  const named = state.bits.flatMap(({ positions }) => positions);
  const bits = named.length === 0 && state.bitCount > 0 ? [unnamedBits(state)] : state.bits;
  return {
    name: declaration.name,
    program,
    wires,
    bits,
    parameters: state.parameters,
    inputs: state.inputs,
    results: requests.map(({ result }) => result),
    spans: emitted.map(({ origin }) => origin).map(onceEach((node) => spanOf(node))),
    names: emitted
      .map(({ node }) => node)
      .map(onceEach((node) => /^[A-Za-z_]\w*/.exec(node.$cstNode?.text ?? '')?.[0] ?? '')),
    loops: loopsOf(emitted.map(({ passes }) => passes)),
  };
}

/** A function that is worked out once for each node: the same statement gives many operations. */
function onceEach<Result>(work: (node: AstNode) => Result): (node: AstNode) => Result {
  const known = new Map<AstNode, Result>();
  return (node) => {
    let result = known.get(node);
    if (result === undefined) {
      result = work(node);
      known.set(node, result);
    }
    return result;
  };
}

function unnamedBits({ bitCount }: CircuitState): CircuitRegister {
  return { name: 'measured', positions: Array.from({ length: bitCount }, (_, bit) => bit) };
}

/** Outputs whose form depends on the whole circuit. */
function settled(
  output: Requested['output'],
  state: CircuitState,
  operations: readonly CircuitOperation[],
  dims: readonly number[],
): CircuitOutput {
  if (output === 'whole-state') {
    const mixing = ['channel', 'noise', 'measure', 'reset'];
    const mixed = state.initial === 'density' || operations.some(({ kind }) => mixing.includes(kind));
    return { kind: mixed ? 'density' : 'state' };
  }
  if (output !== 'all-counts') return output;
  if (state.bitCount === 0) return { kind: 'probabilities', targets: dims.map((_, wire) => wire) };
  const named = state.bits.flatMap(({ positions }) => positions);
  const bits = named.length > 0 ? named : Array.from({ length: state.bitCount }, (_, bit) => bit);
  return { kind: 'classical', bits };
}
