import type { AstNode } from 'langium';
import type { Named, Parameter, SweepDeclaration, Task, Wire } from '../../generated/index.js';

/** The word that a declaration begins with. */
export function kindOf(node: AstNode): string {
  switch (node.$type) {
    case 'ConstantDeclaration':
      return 'const';
    case 'TrainableParameter':
      return 'param';
    case 'CircuitInput':
      return 'input';
    case 'LoopVariable':
      return 'loop variable';
    case 'Task':
      return (node as Task).task;
    default:
      return node.$type.replace('Declaration', '').toLowerCase();
  }
}

/** The parameters that a named thing is called with, or undefined if it cannot be called. */
export function parametersOf(node: AstNode): readonly Parameter[] | undefined {
  return 'parameters' in node ? (node.parameters as Parameter[]) : undefined;
}

/** The text of a node as it is written. */
export function written(node: AstNode | undefined): string {
  return node?.$cstNode?.text.replace(/\s+/g, ' ') ?? '';
}

/** A declaration in one line, without its body or value: `channel Step(p: prob) on q[2]`. */
export function signatureOf(node: Named | SweepDeclaration): string {
  switch (node.$type) {
    case 'Parameter':
    case 'Wire':
    case 'LoopVariable':
      return `${node.$type === 'Parameter' ? 'parameter ' : node.$type === 'Wire' ? 'wire ' : 'loop variable '}${written(node)}`;
    case 'SweepDeclaration':
      return `sweep ${node.name} of ${node.model?.$refText ?? '?'}`;
    case 'BuiltinDeclaration':
      return `${node.name}${node.call ? `(${node.parameters.map(written).join(', ')})` : ''}`;
  }
  const parameters = parametersOf(node) ?? [];
  const wires: readonly Wire[] = 'wires' in node && Array.isArray(node.wires) ? (node.wires as Wire[]) : [];
  const type = 'type' in node && node.type !== undefined ? `: ${written(node.type as AstNode)}` : '';
  return [
    `${kindOf(node)} ${node.name}${type}`,
    parameters.length > 0 ? `(${parameters.map(written).join(', ')})` : '',
    wires.length > 0 ? ` on ${wires.map(written).join(', ')}` : '',
    shortValue(node),
  ].join('');
}

/** The value of what is declared in one line, if it is short. */
function shortValue(node: AstNode): string {
  if (
    !('value' in node) ||
    !['ConstantDeclaration', 'Let', 'ScheduleDeclaration', 'GraphDeclaration'].includes(node.$type)
  )
    return '';
  const text = written(node.value as AstNode | undefined);
  return text === '' || text.length > 60 ? '' : ` = ${text}`;
}
