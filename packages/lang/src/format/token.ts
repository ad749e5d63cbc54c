import { type AstNode, AstUtils, CstUtils, GrammarAST, isLeafCstNode, type LeafCstNode } from 'langium';

/** A token or comment of a script, with its place in the grammar. */
export interface Token {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  readonly comment: 'line' | 'block' | undefined;
  /** The syntax node that the token itself belongs to. */
  readonly node: AstNode;
  /** The grammar rule that the token is written in, e.g. `ListExpression`. */
  readonly rule: string;
  /** Whether it is a word or sign of the grammar, not a name, number or text. */
  readonly keyword: boolean;
}

/** All tokens and comments of a parsed script in the order of the text. */
export function tokensOf(root: AstNode): Token[] {
  const cst = root.$cstNode;
  if (cst === undefined) return [];
  return CstUtils.streamCst(cst)
    .filter(isLeafCstNode)
    .map(tokenOf)
    .toArray()
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.offset - b.offset);
}

function tokenOf(leaf: LeafCstNode): Token {
  const { text, offset, end, astNode, grammarSource } = leaf;
  const rule = AstUtils.getContainerOfType(grammarSource, GrammarAST.isParserRule);
  return {
    text,
    offset,
    end,
    comment: leaf.hidden ? (text.startsWith('//') ? 'line' : 'block') : undefined,
    node: astNode,
    rule: rule?.name ?? '',
    // In a rule that returns a string (`Name`) a word of the language stands for a name.
    keyword: !leaf.hidden && GrammarAST.isKeyword(grammarSource) && rule?.dataType === undefined,
  };
}
