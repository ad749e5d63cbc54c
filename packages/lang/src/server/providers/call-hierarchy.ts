import { type AstNode, AstUtils, type ReferenceDescription, type Stream } from 'langium';
import { AbstractCallHierarchyProvider } from 'langium/lsp';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Range,
} from 'vscode-languageserver';
import { isDeclaration, isScript, type Named, type TopLevel } from '../../generated/index.js';
import { signatureOf } from '../describe/index.js';
import type { KrausServerServices } from '../server-services.js';

/** Which declarations a declaration uses, and which use it. */
export class KrausCallHierarchy extends AbstractCallHierarchyProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    super(services);
    this.#services = services;
  }

  protected override getIncomingCalls(
    _node: AstNode,
    references: Stream<ReferenceDescription>,
  ): CallHierarchyIncomingCall[] {
    const callers = new Map<TopLevel, Range[]>();
    for (const { sourceUri, sourcePath, segment } of references) {
      const document = this.documents.getDocument(sourceUri);
      if (document === undefined) continue;
      const source = this.#services.workspace.AstNodeLocator.getAstNode(document.parseResult.value, sourcePath);
      const owner = source === undefined ? undefined : topLevelOf(source);
      if (owner === undefined || owner.$type === 'Import') continue;
      callers.set(owner as TopLevel, [...(callers.get(owner as TopLevel) ?? []), segment.range]);
    }
    return [...callers].flatMap(([caller, fromRanges]) => {
      const from = this.#item(caller);
      return from === undefined ? [] : [{ from, fromRanges }];
    });
  }

  protected override getOutgoingCalls(node: AstNode): CallHierarchyOutgoingCall[] {
    const callees = new Map<Named, Range[]>();
    for (const inner of AstUtils.streamAst(node)) {
      for (const { reference } of AstUtils.streamReferences(inner)) {
        const target = 'ref' in reference ? reference.ref : undefined;
        const range = '$refNode' in reference ? reference.$refNode?.range : undefined;
        if (!isDeclaration(target) || target.$type === 'BuiltinDeclaration' || range === undefined) continue;
        callees.set(target, [...(callees.get(target) ?? []), range]);
      }
    }
    return [...callees].flatMap(([callee, fromRanges]) => {
      const to = this.#item(callee);
      return to === undefined ? [] : [{ to, fromRanges }];
    });
  }

  protected override getCallHierarchyItem(node: AstNode): Partial<CallHierarchyItem> | undefined {
    return this.#item(node);
  }

  #item(node: AstNode): CallHierarchyItem | undefined {
    const cst = node.$cstNode;
    if (cst === undefined) return undefined;
    const own = this.nameProvider.getNameNode(node) ?? cst;
    const named = 'name' in node && typeof node.name === 'string';
    return {
      kind: this.#services.shared.lsp.NodeKindProvider.getSymbolKind(node),
      name: named ? String(node.name) : (cst.text.split(/[\n{]/, 1)[0] ?? '').trim(),
      detail: named ? signatureOf(node as Named) : '',
      range: own.range,
      selectionRange: own.range,
      uri: AstUtils.getDocument(node).uri.toString(),
    };
  }
}

function topLevelOf(node: AstNode): AstNode | undefined {
  let at: AstNode | undefined = node;
  while (at !== undefined && !isScript(at.$container)) at = at.$container;
  return at;
}
