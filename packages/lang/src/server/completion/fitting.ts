import type { ReferenceInfo } from 'langium';

const operations = [
  'GateDeclaration',
  'ChannelDeclaration',
  'CircuitDeclaration',
  'BuiltinDeclaration',
  'Parameter',
  'Let',
  'ConstantDeclaration',
];

/** By syntax node and property: the declarations that a name there can stand for. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  'DataClause.dataset': ['DatasetDeclaration'],
  'Task.model': ['ModelDeclaration'],
  'SweepDeclaration.model': ['ModelDeclaration'],
  'RunTask.circuit': ['CircuitDeclaration'],
  'RunTask.device': ['DeviceDeclaration'],
  'CircuitComponent.target': ['CircuitDeclaration'],
  'ProcessCall.target': ['ChannelDeclaration', 'GateDeclaration'],
  'Operation.target': operations,
  'WireReference.wire': ['Wire', 'BitDeclaration', 'Parameter'],
  'Start.state': ['CircuitInput'],
  'Curve.function': ['BuiltinDeclaration'],
};

/** Whether a declaration of this kind can stand where a name is asked for. */
export function fits({ container, property }: ReferenceInfo, type: string): boolean {
  const allowed = fitting[`${container.$type}.${property}`];
  return allowed === undefined ? true : allowed.includes(type);
}
