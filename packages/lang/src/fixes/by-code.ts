import { type AstNode, AstUtils, CstUtils, GrammarUtils } from 'langium';
import type { DiagnosticCode, Fix, Issue, TextChange } from '../diagnostics/index.js';
import {
  type ImportedName,
  isBraExpression,
  isCircuitDeclaration,
  isCurve,
  isDeviceDeclaration,
  isGateDeclaration,
  isImportedName,
  isKetExpression,
  isMatchSetting,
  isMeasure,
  isModelDeclaration,
  isNumberLiteral,
  isOption,
  isScript,
  isSweepPlot,
  isUnaryExpression,
  isWireReference,
  type Measure,
} from '../generated/index.js';
import { appended, fix, placeOf, removed, replaced, statementBefore } from './changes.js';
import { importChange } from './import-change.js';

/** The fixes that follow from where an issue is, by its code. */
export const fixesByCode: Partial<Record<DiagnosticCode, (issue: Issue) => Fix[]>> = {
  K101: (issue) => [...imported(issue), ...declaredBit(issue)],
  K105: ({ node }) => (isListed(node) ? fix('Remove the second', removed(node)) : []),
  K115: ({ node, property, help = '' }) =>
    help.startsWith('a circuit is called') ? fix('Call the circuit', appended(node, '()', property)) : [],
  K116: ({ node, property }) => (isDeviceDeclaration(node) && property === 'target' ? withoutName(node) : []),
  K120: ({ node }) => computedLevel(node),
  K122: ({ node }) => separated(node),
  K124: ({ node }) =>
    ['prob', 'real', 'angle', 'time', 'int'].flatMap((type) =>
      fix(`Add the type \`${type}\``, appended(node, `: ${type}`, 'name')),
    ),
  K202: ({ node }) => withinProbabilities(node),
  K205: ({ node, message }) => (isGateDeclaration(node) && message.includes('not a gate') ? asChannel(node) : []),
  K301: ({ node }) => fix('Tell the reverse model the time', appended(node, ', time')),
};

/** Items that a list may hold once, so that the second of two can go. */
function isListed(node: AstNode): boolean {
  const clause = isModelDeclaration(node.$container) && node.$containerProperty === 'clauses';
  return isOption(node) || isSweepPlot(node) || isMatchSetting(node) || isCurve(node.$container) || clause;
}

function imported({ node, help = '' }: Issue): Fix[] {
  const [, name, path] = /^write `import \{ (\w+) \} from "([^"]+)"` at the top$/.exec(help) ?? [];
  const script = AstUtils.getContainerOfType(node, isScript);
  if (name === undefined || path === undefined || script === undefined) return [];
  return fix(`Import \`${name}\` from "${path}"`, importChange(script, name, path));
}

/** `measure q -> c` without `bit c`, where one wire is measured into it. */
function declaredBit({ node, help = '' }: Issue): Fix[] {
  if (!isWireReference(node) || !help.startsWith('declare it') || node.index !== undefined) return [];
  const { $container: measure, $containerIndex: index = 0 } = node;
  const first = AstUtils.getContainerOfType(node, isCircuitDeclaration)?.body.statements[0];
  if (!isMeasure(measure) || first === undefined || !isOneWire(measure, index)) return [];
  const name = node.wire.$refText;
  return fix(`Declare \`bit ${name}\``, statementBefore(first, `bit ${name}`));
}

function isOneWire({ wires, bits }: Measure, index: number): boolean {
  const wire = wires[index];
  const target = wire?.wire.ref;
  return (
    wires.length === bits.length &&
    target?.$type === 'Wire' &&
    (target.size === undefined || wire?.index?.$type === 'NumberLiteral')
  );
}

/** `simulated("name")` without its parentheses. */
function withoutName(node: AstNode): Fix[] {
  const name = GrammarUtils.findNodeForProperty(node.$cstNode, 'target');
  const open = name && CstUtils.getPreviousNode(name, false);
  const close = name && CstUtils.getNextNode(name, false);
  if (open?.text !== '(' || close?.text !== ')') return [];
  return fix('Leave the name out', { start: open.offset, end: close.end, text: '' });
}

/** `|i+1>` as `ket(i + 1)`. */
function computedLevel(node: AstNode): Fix[] {
  if (!isKetExpression(node) && !isBraExpression(node)) return [];
  const place = placeOf(node, 'state');
  const inner = node.state === undefined ? undefined : /^[|<](.*[A-Za-z_]\w*.*)[|>]$/.exec(place?.text ?? '')?.[1];
  if (place === undefined || inner === undefined || !/[-+*/%]/.test(inner)) return [];
  const spaced = inner.replace(/\s*([-+*/%])\s*/g, ' $1 ');
  const isBra = isBraExpression(node);
  const call = isBra ? `bra(${spaced})` : `ket(${spaced})`;
  const joinedBefore = isBra && isKetExpression(node.$container) ? ' * ' : '';
  const joinedBehind = !isBra && node.bra !== undefined ? ' * ' : '';
  return fix(`Write \`${call}\``, {
    start: place.offset,
    end: place.end,
    text: `${joinedBefore}${call}${joinedBehind}`,
  });
}

function separated(node: AstNode): Fix[] {
  const before = node.$cstNode && CstUtils.getPreviousNode(node.$cstNode, false);
  const offset = node.$cstNode?.offset;
  if (before === undefined || offset === undefined) return [];
  const text = AstUtils.getDocument(node).textDocument.getText();
  const indent = /^\s*/.exec(text.slice(text.lastIndexOf('\n', offset) + 1))?.[0] ?? '';
  return [
    ...fix('Put `;` between', { start: before.end, end: before.end, text: ';' }),
    ...fix('Begin a new line', { start: before.end, end: offset, text: `\n${indent}` }),
  ];
}

/** A number that is written where a probability belongs. */
function withinProbabilities(node: AstNode): Fix[] {
  const negative = isUnaryExpression(node) && node.operator === '-' && isNumberLiteral(node.operand);
  if (negative) return fix('Change to `0`', replaced(node, '0'));
  if (!isNumberLiteral(node) || !/^[\d._]+(e[-+]?\d+)?$/i.test(node.text)) return [];
  const percent = Number(node.text) <= 100 ? fix(`Change to \`${node.text}%\``, replaced(node, `${node.text}%`)) : [];
  return [...fix('Change to `1`', replaced(node, '1')), ...percent];
}

function asChannel(node: AstNode): Fix[] {
  const word = node.$cstNode && GrammarUtils.findNodeForKeyword(node.$cstNode, 'gate');
  return word === undefined ? [] : fix('Declare a channel', { start: word.offset, end: word.end, text: 'channel' });
}

/** What was probably meant, where a message or hint says so. */
export function nearFix({ code, node, property, index, message, help, fixes }: Issue): Fix[] {
  const near = /did you mean `([^`]+)`\?/.exec(help ?? message)?.[1];
  if (near === undefined || fixes !== undefined) return [];
  const place = placeOf(node, property, index);
  const quoted = place?.text.startsWith('"') === true ? `"${near}"` : near;
  const uses = code === 'K103' && isImportedName(node) && node.name === undefined ? usesOf(node) : [];
  return fix(
    `Change to \`${near}\``,
    place && { start: place.offset, end: place.end, text: quoted },
    ...uses.map((use) => ({ ...use, text: near })),
  );
}

/** Where the file uses a name that it imports and that is not there. */
function usesOf(imported: ImportedName): TextChange[] {
  const { references } = AstUtils.getDocument(imported);
  return references.flatMap(({ $refText, $refNode, error }) =>
    error === undefined ||
    $refNode === undefined ||
    $refText !== imported.declaration.$refText ||
    error.info.container === imported
      ? []
      : [{ start: $refNode.offset, end: $refNode.end, text: '' }],
  );
}
