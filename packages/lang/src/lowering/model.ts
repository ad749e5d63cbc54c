import {
  type Catalogue,
  type ComponentSpec,
  type DatasetSpec,
  type ModelSpec,
  SPECIFICATION_VERSION,
} from '@kraus/core';
import { fail, type ScriptInterpreter } from '../evaluate/index.js';
import type { Clause, DatasetDeclaration, ModelDeclaration, Parameter, ReverseClause } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import type { Value } from '../values/index.js';
import { lowerCircuitComponent, lowerComponent } from './components.js';
import { lowerProcess, processesOf } from './forward.js';
import type { Surroundings } from './surroundings.js';

/** What the clauses are called, in the order they are usually written. */
export const requiredClauses = {
  DataClause: 'data',
  EncodeClause: 'encode',
  ForwardClause: 'forward',
  ReverseClause: 'reverse',
  PredictClause: 'predict',
  ObjectiveClause: 'objective',
} as const;

/** The clause of a kind; fails where a model lacks it. */
function clause<T extends Clause['$type']>(model: ModelDeclaration, type: T): Extract<Clause, { $type: T }> {
  const found = model.clauses.find((candidate): candidate is Extract<Clause, { $type: T }> => candidate.$type === type);
  if (found !== undefined) return found;
  const word = Object.hasOwn(requiredClauses, type) ? requiredClauses[type as keyof typeof requiredClauses] : type;
  return fail({ code: 'K114', message: `model \`${model.name}\` has no \`${word}\``, node: model, property: 'name' });
}

export function lowerDataset(
  dataset: DatasetDeclaration,
  catalogue: Catalogue,
  interpreter: ScriptInterpreter,
): DatasetSpec {
  return {
    name: dataset.name,
    source: lowerComponent(dataset.source, 'dataset', { catalogue, frame: interpreter.topFrame() }),
  };
}

/** A model with its parameters at the given values, else at their defaults. */
export function lowerModel(
  model: ModelDeclaration,
  values: ReadonlyMap<Parameter, Value>,
  catalogue: Catalogue,
  interpreter: ScriptInterpreter,
): ModelSpec {
  const frame = interpreter.parameterFrame(model, values, model);
  const parameters: Record<string, number> = {};
  for (const parameter of model.parameters) {
    const value = frame.variables.get(parameter);
    if (value?.kind === 'number') parameters[parameter.name] = value.re;
  }
  const { dataset } = clause(model, 'DataClause');
  if (dataset.ref?.$type !== 'DatasetDeclaration') {
    return fail({
      code: 'K119',
      message: `\`${dataset.$refText}\` is not a dataset`,
      node: clause(model, 'DataClause'),
      property: 'dataset',
    });
  }
  const around = { catalogue, frame };
  const forward = processesOf(clause(model, 'ForwardClause')).map((process) => lowerProcess(process, around));
  const steps = forward.reduce((total, process) => total + process.steps, 0);
  const condition = model.clauses.find((candidate) => candidate.$type === 'ConditionClause');
  return {
    version: SPECIFICATION_VERSION,
    name: model.name,
    parameters,
    data: lowerDataset(dataset.ref, catalogue, interpreter),
    encode: lowerComponent(clause(model, 'EncodeClause').component, 'encode', around),
    forward,
    reverse: lowerReverse(clause(model, 'ReverseClause'), { ...around, steps }),
    predict: clause(model, 'PredictClause').component.name,
    objective: clause(model, 'ObjectiveClause').terms.map((term) => lowerComponent(term, 'objective', around)),
    condition: condition?.components.map(({ name }) => name) ?? ['time'],
    span: spanOf(model),
  };
}

function lowerReverse(reverse: ReverseClause, around: Surroundings): ComponentSpec {
  const { circuit, component } = reverse;
  if (circuit !== undefined) return lowerCircuitComponent(circuit, 'reverse', around);
  if (component !== undefined) return lowerComponent(component, 'reverse', around);
  return fail({ code: 'K114', message: 'the reverse model is a component or a circuit', node: reverse });
}
