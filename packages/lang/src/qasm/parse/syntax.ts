import type { Range } from './source.js';

export type TypeName = 'bit' | 'bool' | 'int' | 'uint' | 'float' | 'angle' | 'complex' | 'duration' | 'stretch';

export interface ScalarType extends Range {
  readonly kind: 'scalar';
  readonly name: TypeName;
  readonly size?: Expression | undefined;
}

export interface ArrayType extends Range {
  readonly kind: 'array';
  readonly base: ScalarType;
  readonly shape: readonly Expression[];
}

/** An array handed to a subroutine; `shape` is missing where only the number of dimensions is given. */
export interface ArrayReferenceType extends Range {
  readonly kind: 'array-reference';
  readonly base: ScalarType;
  readonly shape?: readonly Expression[];
}

export interface QubitType extends Range {
  readonly kind: 'qubit';
  readonly size?: Expression | undefined;
}

export type Type = ScalarType | ArrayType | ArrayReferenceType | QubitType;

export type Expression = Range &
  (
    | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly whole: boolean }
    | { readonly kind: 'imaginary' | 'timing' | 'text' | 'hardware'; readonly text: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
    | { readonly kind: 'cast'; readonly type: ScalarType | ArrayType; readonly operand: Expression }
    | { readonly kind: 'duration-of'; readonly body: readonly Statement[] }
    | { readonly kind: 'index'; readonly base: Expression; readonly indices: readonly Expression[] }
    | { readonly kind: 'range'; readonly from?: Expression; readonly step?: Expression; readonly to?: Expression }
    /** `{1, 2}`: an index set, or what an array starts as. */
    | { readonly kind: 'set'; readonly items: readonly Expression[] }
    | { readonly kind: 'measure'; readonly operand: Expression }
  );

export type ExpressionOf<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

export interface Modifier extends Range {
  readonly kind: 'inv' | 'pow' | 'ctrl' | 'negctrl';
  readonly value?: Expression | undefined;
}

export interface Argument extends Range {
  readonly name: string;
  readonly type: Type;
}

export type Statement = Range & { readonly annotations: readonly string[] } & (
    | { readonly kind: 'include'; readonly path: string }
    | { readonly kind: 'pragma'; readonly text: string }
    | {
        readonly kind: 'declare';
        readonly type: Type;
        readonly name: string;
        readonly constant: boolean;
        readonly direction?: 'input' | 'output' | undefined;
        readonly value?: Expression | undefined;
      }
    | { readonly kind: 'alias'; readonly name: string; readonly value: Expression }
    | {
        readonly kind: 'gate';
        readonly name: string;
        readonly parameters: readonly string[];
        readonly wires: readonly string[];
        readonly body: readonly Statement[];
        /** OpenQASM 2: declared, not defined. */
        readonly opaque: boolean;
      }
    | {
        readonly kind: 'apply';
        readonly modifiers: readonly Modifier[];
        readonly name: string;
        readonly arguments: readonly Expression[];
        readonly duration?: Expression | undefined;
        readonly operands: readonly Expression[];
      }
    | { readonly kind: 'measure'; readonly operand: Expression; readonly target?: Expression | undefined }
    | { readonly kind: 'reset'; readonly operand: Expression }
    | { readonly kind: 'barrier' | 'nop'; readonly operands: readonly Expression[] }
    | { readonly kind: 'delay'; readonly duration: Expression; readonly operands: readonly Expression[] }
    | { readonly kind: 'box' | 'scope'; readonly body: readonly Statement[] }
    | { readonly kind: 'assign'; readonly target: Expression; readonly operator: string; readonly value: Expression }
    | { readonly kind: 'expression'; readonly value: Expression }
    | {
        readonly kind: 'if';
        readonly condition: Expression;
        readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'for';
        readonly variable: string;
        readonly range: Expression;
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
    | {
        readonly kind: 'switch';
        readonly value: Expression;
        readonly cases: readonly { readonly values: readonly Expression[]; readonly body: readonly Statement[] }[];
        readonly otherwise?: readonly Statement[] | undefined;
      }
    | {
        readonly kind: 'subroutine';
        readonly name: string;
        readonly arguments: readonly Argument[];
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'extern'; readonly name: string }
    | { readonly kind: 'return'; readonly value?: Expression | undefined }
    | { readonly kind: 'break' | 'continue' | 'end' | 'calibration' }
  );

export type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

export interface Program {
  /** 2 or 3; 3 where the file does not say. */
  readonly version: 2 | 3;
  readonly statements: readonly Statement[];
}

/** A statement without its place and annotations. */
export type Body<S = Statement> = S extends Statement ? Omit<S, 'annotations' | keyof Range> : never;
