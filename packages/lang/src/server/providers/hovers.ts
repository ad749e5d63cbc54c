import { type AstNode, CstUtils, GrammarAST, GrammarUtils, type LangiumDocument, type LeafCstNode } from 'langium';
import type { HoverProvider } from 'langium/lsp';
import type { Hover, HoverParams, Range } from 'vscode-languageserver';
import {
  isCircuitDeclaration,
  isComponent,
  isForwardClause,
  isModelDeclaration,
  isNumberLiteral,
  isOption,
  isTask,
  type Named,
} from '../../generated/index.js';
import { documentationOf } from '../../language/index.js';
import { describeType, TypeChecker } from '../../types/index.js';
import { literalParts, literalValue } from '../../values/index.js';
import {
  keywordDocs,
  optionText,
  schemaOfComponent,
  schemaOfOption,
  schemaText,
  signatureOf,
  taskIn,
} from '../describe/index.js';
import { circuitText, forwardText, operatorText } from '../figures/index.js';
import type { KrausServerServices } from '../server-services.js';
import { nameAt } from './occurrences.js';

/** What stands under the cursor: its documentation, and what it does as physics. */
export class KrausHovers implements HoverProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getHoverContent(document: LangiumDocument, { position }: HoverParams): Hover | undefined {
    const name = nameAt(document, position, this.#services);
    if (name !== undefined) return hover(this.#named(name.node), name.range);
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(position));
    if (leaf === undefined || leaf.hidden) return undefined;
    const text = this.#catalogued(leaf) ?? this.#word(leaf);
    return text === undefined ? undefined : hover(text, leaf.range);
  }

  #named(node: Named): string {
    const parts = [`\`\`\`kraus\n${signatureOf(node)}\n\`\`\``];
    const type = typeText(node);
    if (type !== undefined) parts.push(type);
    const doc = documentationOf(node);
    if (doc !== '') parts.push(doc);
    const physics = this.#physics(node);
    if (physics !== undefined) parts.push(physics);
    return parts.join('\n\n');
  }

  #physics(node: AstNode): string | undefined {
    const { Figures: figures } = this.#services.server;
    if (isCircuitDeclaration(node)) {
      const found = figures.circuit(node);
      return found && circuitText(found);
    }
    if (isModelDeclaration(node)) {
      const found = figures.forward(node);
      return found && forwardText(found);
    }
    const found = figures.operator(node);
    return found && operatorText(found);
  }

  /** A component, an option or a task, from the catalogue. */
  #catalogued(leaf: LeafCstNode): string | undefined {
    const { catalogue } = this.#services.server.Host;
    const { astNode: node } = leaf;
    const property = GrammarUtils.findAssignment(leaf)?.feature;
    if (isComponent(node) && property === 'name') {
      const schema = schemaOfComponent(node, catalogue);
      return schema && `**${node.name}** (${schema.slot})\n\n${schemaText(schema)}`;
    }
    if (isOption(node) && property === 'name') {
      const schema = schemaOfOption(node, catalogue);
      return schema && optionText(node.name, schema);
    }
    if (isTask(node) && property === 'task') {
      const schema = taskIn(catalogue, node.task);
      return schema && `**${node.task}**\n\n${schemaText(schema)}`;
    }
    return undefined;
  }

  /** A number with a unit, or a word of the language. */
  #word(leaf: LeafCstNode): string | undefined {
    const { astNode: node, text } = leaf;
    if (isNumberLiteral(node)) {
      const parts = literalParts(text);
      if (parts.unit === undefined) return undefined;
      const unit = parts.unit.power === 1 ? ' s' : parts.unit.power === -1 ? ' Hz' : parts.unit.imaginary ? ' i' : '';
      return `${parts.digits} ${parts.unit.meaning} = ${literalValue(parts)}${unit}`;
    }
    if (!GrammarAST.isKeyword(leaf.grammarSource) || !Object.hasOwn(keywordDocs, text)) return undefined;
    const model = isForwardClause(node) && text === 'forward' ? node.$container : undefined;
    const figures = isModelDeclaration(model) ? this.#physics(model) : undefined;
    return [`**${text}**: ${keywordDocs[text]}`, ...(figures === undefined ? [] : [figures])].join('\n\n');
  }
}

/** The type of what is written without one. */
function typeText(node: Named): string | undefined {
  if (node.$type !== 'Let' && node.$type !== 'ConstantDeclaration' && node.$type !== 'LoopVariable') return undefined;
  const type = new TypeChecker(() => {}).typeOfName(node);
  return type.kind === 'unknown' ? undefined : describeType(type);
}

function hover(value: string, range: Range): Hover {
  return { contents: { kind: 'markdown', value }, range };
}
