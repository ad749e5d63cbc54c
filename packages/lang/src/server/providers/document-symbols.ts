import { type AstNode, AstUtils, GrammarUtils, type LangiumDocument } from 'langium';
import type { DocumentSymbolProvider, NodeKindProvider } from 'langium/lsp';
import type { DocumentSymbol } from 'vscode-languageserver';
import { isScript, type Named, type TopLevel } from '../../generated/index.js';
import { kindOf, parametersOf, signatureOf } from '../describe/index.js';
import type { KrausServerServices } from '../server-services.js';

/** The declarations and tasks of a file, with their parameters. */
export class KrausDocumentSymbols implements DocumentSymbolProvider {
  readonly #kinds: NodeKindProvider;

  constructor(services: KrausServerServices) {
    this.#kinds = services.shared.lsp.NodeKindProvider;
  }

  getSymbols(document: LangiumDocument): DocumentSymbol[] {
    const root = document.parseResult.value;
    return isScript(root) ? root.statements.flatMap((statement) => this.#topLevel(statement)) : [];
  }

  #topLevel(statement: TopLevel): DocumentSymbol[] {
    if (!('name' in statement)) {
      const target = 'model' in statement ? statement.model : statement.circuit;
      const verb = 'model' in statement ? statement.task : 'run';
      return this.#symbol(
        statement,
        `${verb} ${target?.$refText ?? ''}`,
        verb,
        'model' in statement ? 'model' : 'circuit',
      );
    }
    const inner = [...(parametersOf(statement) ?? []), ...innerNames(statement)];
    const children = inner.flatMap((node) => this.#symbol(node, node.name, signatureOf(node), 'name'));
    return this.#symbol(statement, statement.name, kindOf(statement), 'name', children);
  }

  #symbol(
    node: AstNode,
    name: string | undefined,
    detail: string,
    property: string,
    children: DocumentSymbol[] = [],
  ): DocumentSymbol[] {
    const cst = node.$cstNode;
    const own = GrammarUtils.findNodeForProperty(cst, property) ?? cst;
    // While a declaration is typed it may have no name yet, and an editor accepts no empty ones.
    if (cst === undefined || own === undefined || name === undefined || name.trim() === '') return [];
    const kind = this.#kinds.getSymbolKind(node);
    return [{ name, detail, kind, range: cst.range, selectionRange: own.range, children }];
  }
}

/** The trainable parameters, inputs and bits of a circuit. */
function innerNames(node: AstNode): Named[] {
  const types = ['TrainableParameter', 'CircuitInput', 'BitDeclaration'];
  if (node.$type !== 'CircuitDeclaration') return [];
  return AstUtils.streamAllContents(node)
    .filter(({ $type }) => types.includes($type))
    .map((inner) => inner as Named)
    .toArray();
}
