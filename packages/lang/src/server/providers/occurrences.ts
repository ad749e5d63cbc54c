import {
  type AstNode,
  CstUtils,
  type LangiumDocument,
  type LeafCstNode,
  type ReferenceDescription,
  type URI,
} from 'langium';
import type { LangiumServices } from 'langium/lsp';
import type { Position, Range } from 'vscode-languageserver';
import { isImportedName, isNamed, type Named } from '../../generated/index.js';

/** A place where a name is written. */
export interface Occurrence {
  readonly uri: URI;
  /** The name itself, without the bars of `|i>`. */
  readonly range: Range;
  readonly text: string;
  readonly declaration: boolean;
}

/** What the name under the cursor stands for. */
export interface NameAt {
  readonly node: Named;
  readonly leaf: LeafCstNode;
  readonly range: Range;
  /** The name as it is written there; another than the declaration's own if it was imported with `as`. */
  readonly text: string;
}

/** The name at a position with what it stands for, or undefined if there is none. */
export function nameAt(document: LangiumDocument, position: Position, services: LangiumServices): NameAt | undefined {
  const root = document.parseResult.value.$cstNode;
  if (root === undefined) return undefined;
  const offset = document.textDocument.offsetAt(position);
  const leaf = CstUtils.findDeclarationNodeAtOffset(root, offset, /^[|<\w]/);
  if (leaf === undefined || leaf.offset > offset || leaf.end < offset) return undefined;
  const [found] = services.references.References.findDeclarations(leaf);
  const node = isImportedName(found) ? found.declaration?.ref : found;
  if (!isNamed(node)) return undefined;
  const bars = /^[|<]/.test(leaf.text) ? 1 : 0;
  const { start, end } = leaf.range;
  const range = {
    start: { line: start.line, character: start.character + bars },
    end: { line: end.line, character: end.character - bars },
  };
  return { node, leaf, range, text: leaf.text.slice(bars, leaf.text.length - bars) };
}

/** Every place where a declaration is named, its own first. Names given by `as` are among them, the `as B` itself is not. */
export function occurrencesOf(node: AstNode, services: LangiumServices, only?: URI): Occurrence[] {
  const options = { includeDeclaration: true, ...(only === undefined ? {} : { documentUri: only }) };
  const { References: references, NameProvider: names } = services.references;
  const own = names.getNameNode(node);
  return references
    .findReferences(node, options)
    .map((reference) => occurrence(reference, services, own?.offset))
    .toArray()
    .filter((found) => found !== undefined)
    .filter((found, index, all) => all.findIndex((other) => samePlace(other, found)) === index);
}

function samePlace(a: Occurrence, b: Occurrence): boolean {
  return (
    a.uri.toString() === b.uri.toString() &&
    a.range.start.line === b.range.start.line &&
    a.range.start.character === b.range.start.character
  );
}

function occurrence(
  reference: ReferenceDescription,
  services: LangiumServices,
  own: number | undefined,
): Occurrence | undefined {
  const { sourceUri, segment, sourcePath, targetPath } = reference;
  const document = services.shared.workspace.LangiumDocuments.getDocument(sourceUri);
  if (document === undefined) return undefined;
  const { start, end } = segment.range;
  const whole = document.textDocument.getText({ start, end });
  const bars = /^[|<]/.test(whole) ? 1 : 0;
  return {
    uri: sourceUri,
    range: {
      start: { line: start.line, character: start.character + bars },
      end: { line: end.line, character: end.character - bars },
    },
    text: whole.slice(bars, whole.length - bars),
    declaration: sourcePath === targetPath && segment.offset === own,
  };
}
