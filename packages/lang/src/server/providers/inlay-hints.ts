import type { AstNode } from 'langium';
import { AbstractInlayHintProvider, type InlayHintAcceptor } from 'langium/lsp';
import { InlayHintKind } from 'vscode-languageserver';
import { EvaluationError, ScriptInterpreter, systemOf } from '../../evaluate/index.js';
import {
  type Argument,
  isCallExpression,
  isCircuitComponent,
  isCircuitDeclaration,
  isLet,
  isNameExpression,
  isOperation,
  isProcessCall,
  type Wire,
} from '../../generated/index.js';
import { describeType, TypeChecker } from '../../types/index.js';
import { parametersOf } from '../describe/index.js';
import type { KrausServerServices } from '../server-services.js';

/** What is not written: the dimension of wires, the number of trainable parameters, types, the names of arguments. */
export class KrausInlayHints extends AbstractInlayHintProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    super();
    this.#services = services;
  }

  override computeInlayHint(node: AstNode, accept: InlayHintAcceptor): void {
    if (isCallExpression(node) && isNameExpression(node.callee))
      argumentNames(node.callee.target.ref, node.arguments, accept);
    else if (isOperation(node) || isProcessCall(node) || isCircuitComponent(node))
      argumentNames(node.target?.ref, node.arguments, accept);
    else if (isLet(node)) letType(node, accept);
    else if ('wires' in node && 'parameters' in node && 'name' in node)
      this.#dimension(node, node.wires as Wire[], accept);
  }

  /** Behind the wires of a declaration: the dimension of its system, and what of a circuit is trained. */
  #dimension(node: AstNode, wires: readonly Wire[], accept: InlayHintAcceptor): void {
    const end = wires.at(-1)?.$cstNode?.range.end;
    if (end === undefined) return;
    const parts: string[] = [];
    const single = wires.length === 1 && wires[0]?.size === undefined && wires[0]?.type === undefined;
    const dimension = single ? undefined : dimensionOf(node, wires);
    if (dimension !== undefined) parts.push(`dimension ${dimension}`);
    const trained = isCircuitDeclaration(node)
      ? this.#services.server.Figures.circuit(node)?.lowered.program.parameters
      : 0;
    if (trained !== undefined && trained > 0) parts.push(`${trained} parameter${trained === 1 ? '' : 's'}`);
    if (parts.length > 0) accept({ position: end, label: parts.join(', '), paddingLeft: true });
  }
}

/** The dimension of a declaration's system with parameters at their defaults, if it can be told. */
function dimensionOf(node: AstNode, wires: readonly Wire[]): number | undefined {
  const interpreter = new ScriptInterpreter();
  const frame = interpreter.topFrame();
  try {
    for (const parameter of parametersOf(node) ?? []) {
      if (parameter.default !== undefined) {
        frame.variables.set(parameter, interpreter.evaluate(parameter.default, frame));
      }
    }
    return systemOf(wires, frame).total;
  } catch (error) {
    // Errors are told by the checks; a half-typed declaration may lack parts.
    if (error instanceof EvaluationError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function letType(
  node: AstNode & { readonly value?: Parameters<TypeChecker['typeOf']>[0] },
  accept: InlayHintAcceptor,
): void {
  const { value } = node;
  const end = node.$cstNode?.range.start;
  if (value === undefined || end === undefined || /Literal$/.test(value.$type)) return;
  const type = new TypeChecker(() => {}).typeOf(value);
  const name = 'name' in node && typeof node.name === 'string' ? node.name : '';
  if (type.kind === 'unknown' || name === '') return;
  const position = { line: end.line, character: end.character + 'let '.length + name.length };
  accept({ position, label: `: ${describeType(type).replace(/^an? /, '')}`, kind: InlayHintKind.Type });
}

function argumentNames(callee: AstNode | undefined, given: readonly Argument[], accept: InlayHintAcceptor): void {
  const parameters = callee === undefined ? undefined : parametersOf(callee);
  if (callee === undefined || parameters === undefined || given.length === 0) return;
  // `sin(x: theta)` says nothing; of what is built in, only calls with several arguments gain from names.
  if (callee.$type === 'BuiltinDeclaration' && parameters.length < 3) return;
  given.forEach(({ name, value }, index) => {
    const parameter = parameters[index];
    const position = value?.$cstNode?.range.start;
    if (name !== undefined || parameter === undefined || position === undefined) return;
    if (value.$cstNode?.text === parameter.name) return;
    accept({ position, label: `${parameter.name}:`, kind: InlayHintKind.Parameter, paddingRight: true });
  });
}
