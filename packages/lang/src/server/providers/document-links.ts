import { AstUtils, GrammarUtils, type LangiumDocument, UriUtils } from 'langium';
import type { DocumentLinkProvider } from 'langium/lsp';
import type { DocumentLink } from 'vscode-languageserver';
import {
  isDatasetDeclaration,
  isDeviceDeclaration,
  isOption,
  isScript,
  isStringLiteral,
} from '../../generated/index.js';
import type { KrausServerServices } from '../server-services.js';

/** Links on the paths of imports and on the data files of data sets and devices. */
export class KrausDocumentLinks implements DocumentLinkProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getDocumentLinks(document: LangiumDocument): DocumentLink[] {
    const root = document.parseResult.value;
    return isScript(root) ? [...this.#imports(document), ...files(document)] : [];
  }

  *#imports(document: LangiumDocument): Generator<DocumentLink> {
    const root = document.parseResult.value;
    for (const statement of isScript(root) ? root.imports : []) {
      const target = this.#services.kraus.ImportTargets.get(statement);
      const path = GrammarUtils.findNodeForProperty(statement.$cstNode, 'path');
      if (target === undefined || path === undefined) continue;
      const uri = this.#services.server.LibraryPlaces.toClient(target.uri.toString());
      yield { range: inside(path.range), target: uri, tooltip: statement.path };
    }
  }
}

function* files(document: LangiumDocument): Generator<DocumentLink> {
  const root = document.parseResult.value;
  for (const statement of isScript(root) ? root.statements : []) {
    if (!isDatasetDeclaration(statement) && !isDeviceDeclaration(statement)) continue;
    for (const node of AstUtils.streamAllContents(statement)) {
      if (!isStringLiteral(node) || !isOption(node.$container) || node.$cstNode === undefined) continue;
      // A text with an ending is a file: `"train-images.idx3-ubyte"`.
      if (!/\.[\w-]+$/.test(node.value)) continue;
      const uri = UriUtils.resolvePath(UriUtils.dirname(document.uri), node.value);
      yield { range: inside(node.$cstNode.range), target: uri.toString(), tooltip: node.value };
    }
  }
}

/** A text without its quotation marks. */
function inside({ start, end }: DocumentLink['range']): DocumentLink['range'] {
  return {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: end.character - 1 },
  };
}
