import { type Angle, type ChannelRecord, findChannel, findGate, type GateRecord } from '@kraus/core';
import { type AstNode, AstUtils } from 'langium';
import { fail, linearForm } from '../evaluate/index.js';
import type { BuiltinDeclaration, ChannelDeclaration, GateDeclaration } from '../generated/index.js';
import { GATES_WITHOUT_IMPORT, standardUri } from '../language/index.js';
import { describeValue, formatReal, unitName, type Value } from '../values/index.js';
import type { CircuitState } from './circuit-state.js';
import type { Use } from './place.js';

/** The gate of the registry that a declaration of `std/gates`, or a letter of the prelude, stands for. */
export function registeredGate(declaration: GateDeclaration | BuiltinDeclaration): GateRecord | undefined {
  if (declaration.$type === 'BuiltinDeclaration') {
    return GATES_WITHOUT_IMPORT.has(declaration.name) ? findGate(declaration.name) : undefined;
  }
  return standard(declaration, 'std/gates', gates, findGate);
}

/** The noise channel of the registry that a declaration of `std/channels` stands for. */
export function registeredChannel(declaration: ChannelDeclaration): ChannelRecord | undefined {
  return standard(declaration, 'std/channels', channels, findChannel);
}

const gates = new WeakMap<AstNode, GateRecord | 'none'>();
const channels = new WeakMap<AstNode, ChannelRecord | 'none'>();

/** What a registry has for a declaration of a file of the standard library; a declaration never moves to another file. */
function standard<Entry extends object>(
  declaration: GateDeclaration | ChannelDeclaration,
  file: string,
  known: WeakMap<AstNode, Entry | 'none'>,
  find: (name: string) => Entry | undefined,
): Entry | undefined {
  let entry = known.get(declaration);
  if (entry === undefined) {
    const own = AstUtils.getDocument(declaration).uri.toString() === standardUri(file).toString();
    entry = (own ? find(declaration.name) : undefined) ?? 'none';
    known.set(declaration, entry);
  }
  return entry === 'none' ? undefined : entry;
}

/** A gate of the registry. `values` are its angles in order. */
export function gateUse(record: GateRecord, values: readonly Value[], node: AstNode, state: CircuitState): Use {
  const angles = values.map((value) => formOf(value, node));
  return {
    name: record.name,
    node,
    dims: Array.from({ length: record.qubits }, () => 2),
    emit: (targets) => state.emit({ kind: 'gate', gate: record.name, angles, targets, controls: [], power: 1 }, node),
  };
}

/**
 * A noise channel of the registry. `values` are its parameters in order.
 *
 * @param declaration of the standard library; what the values break is broken there
 */
export function noiseUse(
  record: ChannelRecord,
  values: readonly Value[],
  { declaration, node, state }: { declaration: ChannelDeclaration; node: AstNode; state: CircuitState },
): Use {
  checkUnits(record, values, declaration);
  const forms = values.map((value) => formOf(value, node));
  const numbers = forms.map(({ offset }) => offset);
  if (forms.every(({ terms }) => terms.length === 0)) {
    const broken = record.conditions.find(({ holds }) => !holds(numbers));
    if (broken !== undefined) {
      const given = declaration.parameters.map(({ name }, k) => `${name} = ${written(values[k])}`).join(', ');
      fail({ code: 'K207', message: `\`${record.name}\`: ${given}; expected ${broken.text}`, node: declaration });
    }
  }
  return {
    name: record.name,
    node,
    dims: record.dims(numbers),
    emit: (targets) => state.emit({ kind: 'noise', channel: record.name, values: forms, targets }, node),
  };
}

/** A value for a message, times in seconds. */
function written(value: Value | undefined): string {
  if (value?.kind !== 'number') return '…';
  return formatReal(value.re) + (value.unit === 1 ? 's' : '');
}

/** Times must all have units, or all be plain numbers. */
function checkUnits({ name, parameters }: ChannelRecord, values: readonly Value[], node: AstNode): void {
  const units = parameters.flatMap(({ kind }, k) => {
    const value = values[k];
    return kind === 'time' && (value?.kind === 'number' || value?.kind === 'symbol') ? [value.unit] : [];
  });
  const other = units.find((unit) => unit !== units[0]);
  if (other === undefined) return;
  const message = `\`${name}\`: ${unitName(units[0] ?? 0)} beside ${unitName(other)}`;
  fail({ code: 'K107', message, node, help: 'give all times with units, or none' });
}

function formOf(value: Value, node: AstNode): Angle {
  if (value.kind === 'number' || value.kind === 'symbol') return linearForm(value, node);
  return fail({ code: 'K106', message: `expected an angle or a number, found ${describeValue(value)}`, node });
}
