import type { AstNode } from 'langium';
import type { Argument, BuiltinDeclaration } from '../generated/index.js';
import type { Value } from '../values/index.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';

/** The arguments of a call of a builtin, evaluated, with the places they come from. */
export class BuiltinCall {
  readonly name: string;
  readonly node: AstNode;
  readonly frame: Frame;
  readonly values: readonly Value[];
  readonly #nodes: readonly Argument[];

  constructor(
    declaration: BuiltinDeclaration,
    call: { node: AstNode; arguments: readonly Argument[]; values: readonly Value[]; frame: Frame },
  ) {
    this.name = declaration.name;
    this.node = call.node;
    this.frame = call.frame;
    this.values = call.values;
    this.#nodes = call.arguments;
  }

  has(index: number): boolean {
    return this.values[index] !== undefined;
  }

  /** The value and node of an argument; fails where it is missing. */
  arg(index: number): readonly [Value, AstNode] {
    const value = this.values[index];
    const node = this.#nodes[index];
    if (value === undefined || node === undefined) {
      return fail({
        code: 'K108',
        message: `\`${this.name}\` needs ${index + 1} argument${index === 0 ? '' : 's'}`,
        node: this.node,
      });
    }
    return [value, node];
  }
}

export type BuiltinFunction = (call: BuiltinCall) => Value;
