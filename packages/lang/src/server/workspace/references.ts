import {
  type AstNode,
  AstUtils,
  CstUtils,
  DefaultReferences,
  type FindReferencesOptions,
  type ReferenceDescription,
  type Stream,
  UriUtils,
} from 'langium';

/** References of all files from the index, and those of a declaration's own file from its tree. */
export class WorkspaceReferences extends DefaultReferences {
  override findReferences(target: AstNode, options: FindReferencesOptions): Stream<ReferenceDescription> {
    const others = super.findReferences(target, options);
    const document = AstUtils.getDocument(target);
    if (options.documentUri !== undefined && !UriUtils.equals(document.uri, options.documentUri)) return others;
    const own: ReferenceDescription[] = [];
    for (const node of AstUtils.streamAst(document.parseResult.value)) {
      for (const { reference } of AstUtils.streamReferences(node)) {
        const segment = '$refNode' in reference ? CstUtils.toDocumentSegment(reference.$refNode) : undefined;
        if (segment === undefined || !('ref' in reference) || reference.ref !== target) continue;
        const [sourcePath, targetPath] = [node, target].map((at) => this.nodeLocator.getAstNodePath(at));
        const [sourceUri, targetUri] = [document.uri, document.uri];
        own.push({
          sourceUri,
          sourcePath: sourcePath ?? '',
          targetUri,
          targetPath: targetPath ?? '',
          segment,
          local: true,
        });
      }
    }
    return others.concat(own);
  }
}
