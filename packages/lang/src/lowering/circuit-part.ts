import type { CircuitPart } from '@kraus/core';
import { lowerCircuitDeclaration } from '../circuits/index.js';
import { Budget, fail, limits, ScriptInterpreter } from '../evaluate/index.js';
import type { Argument, CircuitComponent, Expression, Named, ProcessCall } from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import type { Surroundings } from './surroundings.js';
import { dependOnTime, timesOf } from './time.js';

/** A circuit of the script where a component or an option's value stands: `Denoiser(layers: 6)`. */
export interface CircuitUse {
  readonly node: Expression | CircuitComponent | ProcessCall;
  readonly name: string;
  /** What the name stands for; maybe no circuit, or nothing. */
  readonly target: Named | undefined;
  readonly arguments: readonly Argument[];
}

/** An option's value as the use of a circuit, if it has the form: a name or the call of a name. */
export function circuitUseIn(node: Expression): CircuitUse | undefined {
  const callee = node.$type === 'CallExpression' ? node.callee : node;
  if (!isNameExpression(callee)) return undefined;
  const given = node.$type === 'CallExpression' ? node.arguments : [];
  return { node, name: callee.target.$refText, target: callee.target.ref, arguments: given };
}

export function circuitUseOf(node: CircuitComponent): CircuitUse {
  return { node, name: node.target.$refText, target: node.target.ref, arguments: node.arguments };
}

/**
 * A circuit as a part of a model. If its arguments depend on the time it has one program a step, at t = k/T for k = 1 … T.
 *
 * @throws EvaluationError
 */
export function lowerCircuitPart(use: CircuitUse, { frame, steps }: Surroundings): CircuitPart {
  const { node, name, target } = use;
  if (target?.$type !== 'CircuitDeclaration') {
    return fail({ code: 'K119', message: `\`${name}\` is not a circuit`, node });
  }
  const site = { node, name, parameters: target.parameters, arguments: use.arguments };
  const interpreter = new ScriptInterpreter(new Budget(limits.circuitSteps));
  const times = steps !== undefined && dependOnTime(use.arguments) ? timesOf(steps) : [undefined];
  const circuits = times.map((time) => {
    const values = interpreter.argumentValues(site, { ...frame, interpreter, time, steps });
    const lowered = interpreter.at(node, () => lowerCircuitDeclaration(target, values, interpreter));
    const { program, parameters, inputs } = lowered;
    return { program, parameters, inputs };
  });
  // Steps of circuits are cheaper than others.
  const spent = limits.circuitSteps - interpreter.budget.left;
  frame.interpreter.budget.spend(Math.ceil((spent * limits.steps) / limits.circuitSteps), node);
  return { kind: 'circuit', name: target.name, circuits, span: spanOf(node) };
}
