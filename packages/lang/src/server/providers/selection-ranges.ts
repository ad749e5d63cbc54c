import { type CstNode, CstUtils, type LangiumDocument } from 'langium';
import type { Range, SelectionRange, SelectionRangeParams } from 'vscode-languageserver';

/** From the word under the cursor outwards through everything that it is part of. */
export class KrausSelectionRanges {
  getSelectionRanges(document: LangiumDocument, { positions }: SelectionRangeParams): SelectionRange[] {
    return positions.map((position) => {
      const root = document.parseResult.value.$cstNode;
      const offset = document.textDocument.offsetAt(position);
      const leaf =
        root && (CstUtils.findLeafNodeAtOffset(root, offset) ?? CstUtils.findLeafNodeBeforeOffset(root, offset));
      const ranges: Range[] = [];
      for (let node: CstNode | undefined = leaf; node !== undefined; node = node.container) {
        const last = ranges.at(-1);
        if (last === undefined || !sameRange(last, node.range)) ranges.push(node.range);
      }
      const end = document.textDocument.positionAt(document.textDocument.getText().length);
      const whole = { start: { line: 0, character: 0 }, end };
      return ranges.reduceRight<SelectionRange>((parent, range) => ({ range, parent }), { range: whole });
    });
  }
}

function sameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
