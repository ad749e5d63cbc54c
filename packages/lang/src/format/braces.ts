import { type AstNode, AstUtils } from 'langium';
import type { Token } from './token.js';

/** What stands between two braces: statements, clauses or options. */
export interface Braces {
  readonly owner: AstNode;
  readonly open: Token;
  readonly close: Token;
  /** Offsets at which items begin. */
  readonly items: ReadonlySet<number>;
  /** Whether each item has its own line. */
  readonly multiline: boolean;
  /** What stands between items on one line. */
  readonly separator: string;
}

/** Everything the printer asks about the structure of a script. */
export interface Structure {
  readonly braces: ReadonlyMap<Token, Braces>;
  /** Commas and semicolons between items: line ends or the printer's own separators take their place. */
  readonly separators: ReadonlySet<Token>;
  /** Columns to add after a token, so that the values of clauses and axes stand below each other. */
  readonly padding: ReadonlyMap<Token, number>;
}

/** Finds the braces of a script and decides which are written on one line. */
export function structureOf(tokens: readonly Token[], text: string): Structure {
  const braces = new Map<Token, Braces>();
  const separators = new Set<Token>(tokens.filter((token) => token.text === ';' && token.comment === undefined));
  const padding = new Map<Token, number>();
  const open: { index: number; inner: boolean }[] = [];
  tokens.forEach((token, index) => {
    if (token.comment !== undefined || token.rule === 'Import') return;
    if (token.text === '{') open.push({ index, inner: false });
    if (token.text !== '}') return;
    const start = open.pop();
    if (start === undefined) return;
    const found = readBraces(tokens.slice(start.index, index + 1), text, start.inner);
    if (found === undefined) return;
    braces.set(found.braces.open, found.braces);
    braces.set(found.braces.close, found.braces);
    for (const separator of found.separators) separators.add(separator);
    if (!found.braces.multiline) return;
    for (const outer of open) outer.inner = true;
    align(found.braces, tokens.slice(start.index, index), padding);
  });
  return { braces, separators, padding };
}

function readBraces(
  tokens: readonly Token[],
  text: string,
  multilineInside: boolean,
): { braces: Braces; separators: Token[] } | undefined {
  const [open, close] = [tokens[0], tokens.at(-1)];
  if (open === undefined || close === undefined) return undefined;
  const owner = open.node;
  const items = new Set(
    AstUtils.streamContents(owner)
      .map((node) => node.$cstNode?.offset ?? -1)
      .filter((offset) => offset > open.offset && offset < close.offset),
  );
  const separators = tokens.filter(
    ({ text: sign, node, comment }) => comment === undefined && node === owner && (sign === ',' || sign === ';'),
  );
  const lineEnds = tokens.some((token, index) => {
    const before = tokens[index - 1];
    if (before === undefined || !text.slice(before.end, token.offset).includes('\n')) return false;
    return items.has(token.offset) || token === close || before === open || separators.includes(token);
  });
  const comments = tokens.filter(({ comment }) => comment !== undefined);
  const tall = comments.some(({ comment, text: own }) => comment === 'line' || own.includes('\n'));
  const alone = owner.$type === 'ModelDeclaration' ? 0 : owner.$type === 'Block' ? 1 : Number.POSITIVE_INFINITY;
  const listed = [
    'Component',
    'CircuitComponent',
    'Task',
    'RunTask',
    'SweepDeclaration',
    'DeviceDeclaration',
    'Curve',
  ].includes(owner.$type);
  return {
    braces: {
      owner,
      open,
      close,
      items,
      multiline: multilineInside || tall || items.size > alone || (lineEnds && items.size + comments.length > 0),
      separator: separators[0]?.text ?? (listed ? ',' : ';'),
    },
    separators,
  };
}

/** The clauses of a model and the axes of a sweep have their values in one column. */
function align({ owner, items }: Braces, tokens: readonly Token[], padding: Map<Token, number>): void {
  if (owner.$type !== 'ModelDeclaration' && owner.$type !== 'SweepDeclaration') return;
  const heads = tokens.flatMap((token, index) => {
    if (!items.has(token.offset) || token.comment !== undefined) return [];
    const next = tokens[index + 1];
    const colon = next?.text === ':' ? next : undefined;
    return [{ last: colon ?? token, width: token.text.length + (colon === undefined ? 0 : 1) }];
  });
  const widest = Math.max(0, ...heads.map(({ width }) => width));
  for (const { last, width } of heads) padding.set(last, widest - width);
}
