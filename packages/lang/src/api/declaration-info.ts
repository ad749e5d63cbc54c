import type { Declaration, ImportedName, Script, SweepDeclaration } from '../generated/index.js';
import { isDeclaration, isSweepDeclaration } from '../generated/index.js';
import { documentationOf, spanOf } from '../language/index.js';
import type { DeclarationInfo, DeclarationKind } from './checked-script.js';

const kinds: Readonly<
  Record<Exclude<Declaration['$type'], 'BuiltinDeclaration'> | 'SweepDeclaration', DeclarationKind>
> = {
  ConstantDeclaration: 'const',
  GraphDeclaration: 'graph',
  ScheduleDeclaration: 'schedule',
  GateDeclaration: 'gate',
  GeneratorDeclaration: 'generator',
  ChannelDeclaration: 'channel',
  CircuitDeclaration: 'circuit',
  DatasetDeclaration: 'dataset',
  DeviceDeclaration: 'device',
  ModelDeclaration: 'model',
  SweepDeclaration: 'sweep',
};

/** The declarations of a script in order, then those it imports. */
export function listDeclarations(script: Script): DeclarationInfo[] {
  const own = script.statements.flatMap((statement) =>
    isDeclaration(statement) || isSweepDeclaration(statement) ? describe(statement, statement.name) : [],
  );
  const imported = script.imports.flatMap((statement) => statement.names.flatMap(describeImport));
  return [...own, ...imported];
}

function describeImport(imported: ImportedName): DeclarationInfo[] {
  const node = imported.declaration.ref;
  return isDeclaration(node) ? describe(node, imported.name ?? node.name) : [];
}

function describe(node: Declaration | SweepDeclaration, name: string): DeclarationInfo[] {
  const span = spanOf(node, 'name');
  if (node.$type === 'BuiltinDeclaration' || span === undefined || name === undefined) return [];
  const parameters = 'parameters' in node ? node.parameters : [];
  return [
    {
      kind: kinds[node.$type],
      name,
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        type: parameter.type?.$cstNode?.text ?? '',
        ...(parameter.default === undefined ? {} : { default: parameter.default.$cstNode?.text ?? '' }),
      })),
      doc: documentationOf(node),
      span,
    },
  ];
}
