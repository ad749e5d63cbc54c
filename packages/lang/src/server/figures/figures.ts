import {
  type ChannelProgram,
  circuitDepth,
  type ForwardSpec,
  type GeneratorProgram,
  KrausError,
  operationCounts,
} from '@kraus/core';
import { type AstNode, AstUtils } from 'langium';
import { LinkedScript, lowerCircuit, lowerDeclaration } from '../../api/index.js';
import type { LoweredCircuit } from '../../circuits/index.js';
import { EvaluationError, ScriptInterpreter } from '../../evaluate/index.js';
import { type CircuitDeclaration, type Declaration, isScript, type ModelDeclaration } from '../../generated/index.js';
import type { KrausAddedServices } from '../../language/index.js';
import { lowerModel } from '../../lowering/index.js';
import { isProvable, type Proof, type Provable, Prover } from '../../proofs/index.js';
import type { ForwardFigures, ServerHost } from '../host.js';
import { contentKey } from '../workspace/index.js';
import { type ChannelFigures, channelFigures } from './channel-figures.js';
import { typicalValues } from './typical-values.js';

/** A channel, gate or generator at work: its program at the given values. */
export interface OperatorAtWork {
  /** The values chosen for parameters without a default. */
  readonly values: Readonly<Record<string, number>>;
  readonly program: ChannelProgram | GeneratorProgram;
  readonly figures?: ChannelFigures | undefined;
  /** What holds for all values of its parameters, if it can be asked. */
  readonly proof?: Proof | undefined;
}

export interface CircuitAtWork {
  readonly values: Readonly<Record<string, number>>;
  readonly lowered: LoweredCircuit;
  readonly depth: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** One forward process of a model. */
export interface ForwardAtWork {
  readonly spec: ForwardSpec;
  readonly figures?: ForwardFigures | undefined;
}

type Operator = Extract<AstNode['$type'], string>;
const operators: readonly Operator[] = ['ChannelDeclaration', 'GateDeclaration', 'GeneratorDeclaration'];

/**
 * The figures of declarations, worked out when they are asked for and kept while the text stays. Of a declaration with
 * errors, or whose values cannot be guessed, there are none.
 */
export class Figures {
  readonly #host: ServerHost;
  readonly #services: KrausAddedServices;
  readonly #known = new Map<string, { readonly key: string; readonly value: unknown }>();

  constructor(host: ServerHost, services: KrausAddedServices) {
    this.#host = host;
    this.#services = services;
  }

  operator(node: AstNode): OperatorAtWork | undefined {
    if (!operators.includes(node.$type) || !('parameters' in node)) return undefined;
    return this.#once(node, () => {
      const values = typicalValues(node.parameters as Parameters<typeof typicalValues>[0]);
      if (values === undefined) return undefined;
      const program = lowerDeclaration(this.#linked(node), nameOf(node), { set: values });
      const figures = program.kind === 'generator' ? undefined : channelFigures(program);
      const proof = isProvable(node as Declaration) ? new Prover().prove(node as Provable) : undefined;
      return { values, program, figures, proof };
    });
  }

  circuit(node: CircuitDeclaration): CircuitAtWork | undefined {
    return this.#once(node, () => {
      const values = typicalValues(node.parameters);
      if (values === undefined) return undefined;
      const lowered = lowerCircuit(this.#linked(node), node.name, { set: values });
      return { values, lowered, depth: circuitDepth(lowered.program), counts: operationCounts(lowered.program) };
    });
  }

  forward(model: ModelDeclaration): readonly ForwardAtWork[] | undefined {
    return this.#once(model, () => {
      const { forward } = lowerModel(model, new Map(), this.#host.catalogue, new ScriptInterpreter());
      return forward.map((spec) => ({ spec, figures: this.#host.forward?.(spec) }));
    });
  }

  #linked(node: AstNode): LinkedScript {
    const root = AstUtils.getDocument(node).parseResult.value;
    if (!isScript(root)) throw new KrausError('lang/internal', 'A declaration stands outside of a script.');
    return new LinkedScript(
      { path: '', files: [], sourceHash: '', declarations: [], diagnostics: [] },
      root,
      this.#host.catalogue,
    );
  }

  /** The value made for a node, unless its text or that of an import has changed. */
  #once<T>(node: AstNode, make: () => T | undefined): T | undefined {
    const document = AstUtils.getDocument(node);
    const place = `${document.uri.toString()}#${node.$containerIndex ?? 0}`;
    const key = contentKey(document, this.#services);
    const known = this.#known.get(place);
    if (known?.key === key) return known.value as T | undefined;
    const torn = document.parseResult.parserErrors.length > 0;
    let value: T | undefined;
    try {
      value = make();
    } catch (error) {
      const expected = error instanceof KrausError || error instanceof EvaluationError;
      if (!expected && !(torn && error instanceof TypeError)) throw error;
    }
    this.#known.set(place, { key, value });
    return value;
  }
}

function nameOf(node: AstNode): string {
  return 'name' in node && typeof node.name === 'string' ? node.name : '';
}
