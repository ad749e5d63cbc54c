import type { Span } from '@kraus/core';
import { type AstNode, AstUtils, GrammarUtils, type LangiumDocument, URI } from 'langium';

/**
 * Where a script of one check lives among the documents. Two checks of one path do not meet; the ending is added because
 * Langium goes by it, whatever the file is called.
 */
export function scriptUri(session: number, path: string): URI {
  return URI.from({ scheme: 'kraus-check', path: `/${session}/${encodeURIComponent(path)}.kraus` });
}

/** Where the file of a `std/…` name lives among the documents. */
export function standardUri(name: string): URI {
  return URI.from({ scheme: 'kraus-std', path: `/${name}.kraus` });
}

/** The path of a document as the user knows it, as it stands in spans. */
export function pathOf(document: LangiumDocument): string {
  const { scheme, path } = document.uri;
  if (scheme === 'kraus-std') return path.slice(1, -'.kraus'.length);
  if (scheme === 'kraus-check') {
    return decodeURIComponent(path.slice(path.indexOf('/', 1) + 1, -'.kraus'.length));
  }
  return document.uri.fsPath.replaceAll('\\', '/');
}

/** The span between two offsets of a document. */
export function spanBetween(document: LangiumDocument, start: number, end: number): Span {
  const { line, character } = document.textDocument.positionAt(start);
  return {
    file: pathOf(document),
    line: line + 1,
    column: character + 1,
    offset: start,
    length: Math.max(0, end - start),
  };
}

/** The span of a node, or of one of its properties. */
export function spanOf(node: AstNode, property?: string, index?: number): Span | undefined {
  const cst =
    (property === undefined ? undefined : GrammarUtils.findNodeForProperty(node.$cstNode, property, index)) ??
    node.$cstNode;
  return cst === undefined ? undefined : spanBetween(AstUtils.getDocument(node), cst.offset, cst.end);
}
