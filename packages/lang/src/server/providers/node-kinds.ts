import { type AstNode, type AstNodeDescription, isAstNodeDescription } from 'langium';
import type { NodeKindProvider } from 'langium/lsp';
import { CompletionItemKind, SymbolKind } from 'vscode-languageserver';

const kinds: Readonly<Record<string, readonly [SymbolKind, CompletionItemKind]>> = {
  ConstantDeclaration: [SymbolKind.Constant, CompletionItemKind.Constant],
  GraphDeclaration: [SymbolKind.Object, CompletionItemKind.Struct],
  ScheduleDeclaration: [SymbolKind.Function, CompletionItemKind.Function],
  GateDeclaration: [SymbolKind.Function, CompletionItemKind.Function],
  GeneratorDeclaration: [SymbolKind.Operator, CompletionItemKind.Operator],
  ChannelDeclaration: [SymbolKind.Method, CompletionItemKind.Method],
  CircuitDeclaration: [SymbolKind.Module, CompletionItemKind.Module],
  DatasetDeclaration: [SymbolKind.File, CompletionItemKind.File],
  DeviceDeclaration: [SymbolKind.Interface, CompletionItemKind.Interface],
  ModelDeclaration: [SymbolKind.Class, CompletionItemKind.Class],
  SweepDeclaration: [SymbolKind.Event, CompletionItemKind.Event],
  Task: [SymbolKind.Event, CompletionItemKind.Event],
  RunTask: [SymbolKind.Event, CompletionItemKind.Event],
  BuiltinDeclaration: [SymbolKind.Function, CompletionItemKind.Function],
  Parameter: [SymbolKind.TypeParameter, CompletionItemKind.TypeParameter],
  TrainableParameter: [SymbolKind.Property, CompletionItemKind.Property],
  CircuitInput: [SymbolKind.Field, CompletionItemKind.Field],
};
const otherwise = [SymbolKind.Variable, CompletionItemKind.Variable] as const;

/** The icons that editors show for declarations. */
export class KrausNodeKinds implements NodeKindProvider {
  getSymbolKind(node: AstNode | AstNodeDescription): SymbolKind {
    return (kinds[typeOf(node)] ?? otherwise)[0];
  }

  getCompletionItemKind(node: AstNode | AstNodeDescription): CompletionItemKind {
    return (kinds[typeOf(node)] ?? otherwise)[1];
  }
}

function typeOf(node: AstNode | AstNodeDescription): string {
  return isAstNodeDescription(node) ? node.type : node.$type;
}
