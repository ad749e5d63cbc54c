import { type AstNode, CstUtils, type LangiumDocument } from 'langium';
import type { Named } from '../../generated/index.js';
import type { KrausScopeProvider } from '../../language/index.js';
import type { Cursor } from './cursor.js';

/** The call that the cursor is in. */
export interface CallAt {
  readonly callee: string;
  /** Arguments before the one under the cursor. */
  readonly position: number;
  /** The name of the argument under the cursor, if it is written `name: …`. */
  readonly name: string | undefined;
  /** Names that are given already. */
  readonly given: readonly string[];
}

/** The innermost call whose argument list is open at the cursor. */
export function callAt(cursor: Cursor): CallAt | undefined {
  for (let index = cursor.levels.length - 1; index >= 0; index--) {
    const level = cursor.levels[index];
    const callee = level?.head.at(-1);
    if (level?.open === '{') return undefined;
    if (level?.open !== '(' || callee === undefined || !/^\w+$/.test(callee.text)) continue;
    const keyword = level.head.at(-2)?.text ?? '';
    // The parameter list of a declaration is not a call.
    if (/^(gate|channel|circuit|generator|graph|schedule|model)$/.test(keyword)) return undefined;
    const inner = index === cursor.levels.length - 1 ? cursor.current : (cursor.levels[index + 1]?.head ?? []);
    const name = inner[1]?.text === ':' ? inner[0]?.text : undefined;
    return { callee: callee.text, position: level.commas, name, given: level.given };
  }
  return undefined;
}

/** The syntax node around an offset, for what can be seen from there. */
export function nodeAround(document: LangiumDocument, offset: number): AstNode {
  const root = document.parseResult.value;
  const cst = root.$cstNode;
  if (cst === undefined) return root;
  return CstUtils.findLeafNodeBeforeOffset(cst, offset)?.astNode ?? root;
}

/** What a name means at an offset. */
export function lookUp(
  name: string,
  document: LangiumDocument,
  offset: number,
  scope: KrausScopeProvider,
): Named | undefined {
  return scope.find(name, nodeAround(document, offset));
}
