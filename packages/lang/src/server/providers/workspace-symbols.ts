import type { AstNodeDescription } from 'langium';
import { DefaultWorkspaceSymbolProvider } from 'langium/lsp';
import type { WorkspaceSymbol } from 'vscode-languageserver';

/** The declarations of all files of the workspace; the standard library is not part of it. */
export class KrausWorkspaceSymbols extends DefaultWorkspaceSymbolProvider {
  protected override getWorkspaceSymbol(description: AstNodeDescription): WorkspaceSymbol | undefined {
    return description.documentUri.scheme === 'kraus-std' ? undefined : super.getWorkspaceSymbol(description);
  }
}
