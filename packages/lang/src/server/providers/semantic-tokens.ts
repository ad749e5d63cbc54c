import { type AstNode, AstUtils } from 'langium';
import {
  AbstractSemanticTokenProvider,
  AllSemanticTokenModifiers,
  AllSemanticTokenTypes,
  type SemanticTokenAcceptor,
} from 'langium/lsp';
import { SemanticTokenModifiers, SemanticTokenTypes } from 'vscode-languageserver';
import type { LibraryPlaces } from '../library-places.js';
import type { KrausServerServices } from '../server-services.js';

/** Modifiers beside the standard ones: what is trained, and what is noise. */
export const ownModifiers = ['trainable', 'noise'] as const;

const types: Readonly<Record<string, SemanticTokenTypes>> = {
  ConstantDeclaration: SemanticTokenTypes.variable,
  GraphDeclaration: SemanticTokenTypes.variable,
  ScheduleDeclaration: SemanticTokenTypes.function,
  GateDeclaration: SemanticTokenTypes.function,
  GeneratorDeclaration: SemanticTokenTypes.function,
  ChannelDeclaration: SemanticTokenTypes.function,
  CircuitDeclaration: SemanticTokenTypes.method,
  DatasetDeclaration: SemanticTokenTypes.struct,
  DeviceDeclaration: SemanticTokenTypes.interface,
  ModelDeclaration: SemanticTokenTypes.class,
  SweepDeclaration: SemanticTokenTypes.event,
  BuiltinDeclaration: SemanticTokenTypes.function,
  Parameter: SemanticTokenTypes.parameter,
  TrainableParameter: SemanticTokenTypes.parameter,
  CircuitInput: SemanticTokenTypes.parameter,
  Let: SemanticTokenTypes.variable,
  LoopVariable: SemanticTokenTypes.variable,
  BitDeclaration: SemanticTokenTypes.variable,
  Wire: SemanticTokenTypes.variable,
};
const noise = ['ChannelDeclaration', 'GeneratorDeclaration'];

/** Colours by meaning: names by what they stand for, trainable parameters and noise marked. */
export class KrausSemanticTokens extends AbstractSemanticTokenProvider {
  readonly #places: LibraryPlaces;

  constructor(services: KrausServerServices) {
    super(services);
    this.#places = services.server.LibraryPlaces;
  }

  override get tokenTypes(): Record<string, number> {
    return AllSemanticTokenTypes;
  }

  override get tokenModifiers(): Record<string, number> {
    const first = Object.keys(AllSemanticTokenModifiers).length;
    const own = ownModifiers.map((name, index) => [name, 1 << (first + index)]);
    return { ...AllSemanticTokenModifiers, ...Object.fromEntries(own) };
  }

  protected override highlightElement(node: AstNode, accept: SemanticTokenAcceptor): void {
    const own = types[node.$type];
    if (own !== undefined && 'name' in node && typeof node.name === 'string') {
      const modifier = [SemanticTokenModifiers.declaration, ...this.#modifiers(node)];
      accept({ node, property: 'name' as never, type: own, modifier });
    }
    switch (node.$type) {
      case 'Component':
        accept({ node, property: 'name' as never, type: SemanticTokenTypes.type });
        break;
      case 'Option':
      case 'SweepAxis':
      case 'Argument':
        accept({ node, property: 'name' as never, type: SemanticTokenTypes.property });
        break;
      case 'TypeReference':
        accept({ node, property: 'name' as never, type: SemanticTokenTypes.type });
        break;
      case 'Jump':
        accept({ node, keyword: 'jump', type: SemanticTokenTypes.keyword, modifier: 'noise' });
        break;
      case 'KrausOperator':
        accept({ node, keyword: 'kraus', type: SemanticTokenTypes.keyword, modifier: 'noise' });
        break;
    }
    for (const { reference } of AstUtils.streamReferences(node)) {
      const target = 'ref' in reference ? reference.ref : undefined;
      const cst = '$refNode' in reference ? reference.$refNode : undefined;
      const type = target === undefined ? undefined : types[target.$type];
      if (target === undefined || type === undefined || cst === undefined) continue;
      accept({ cst, type, modifier: this.#modifiers(target) });
    }
  }

  #modifiers(target: AstNode): string[] {
    const found: string[] = [];
    if (target.$type === 'TrainableParameter') found.push('trainable');
    if (noise.includes(target.$type)) found.push('noise');
    if (['ConstantDeclaration', 'Parameter', 'Let', 'LoopVariable'].includes(target.$type)) {
      found.push(SemanticTokenModifiers.readonly);
    }
    if (this.#places.isLibrary(AstUtils.getDocument(target).uri)) found.push(SemanticTokenModifiers.defaultLibrary);
    return found;
  }
}
