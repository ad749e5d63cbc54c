import type {
  Catalogue,
  ChannelForwardSpec,
  ComponentSpec,
  ModelSpec,
  OptionSchema,
  OptionType,
  OptionValue,
} from '@kraus/core';
import type { Fix, Report } from '../diagnostics/index.js';
import { fail, type ScriptInterpreter, systemWords } from '../evaluate/index.js';
import { fix, replaced } from '../fixes/index.js';
import type {
  CircuitComponent,
  Component,
  ForwardClause,
  Item,
  ModelDeclaration,
  Modifier,
  Option,
  Parameter,
  Process,
  ProcessCall,
} from '../generated/index.js';
import { isComponentItem, isOption } from '../generated/index.js';
import {
  findComponent,
  findOption,
  findTask,
  lowerModel,
  lowerTask,
  type ModifiedProcess,
  processesOf,
  requiredClauses,
} from '../lowering/index.js';
import type { TypeChecker } from '../types/index.js';
import type { Value } from '../values/index.js';
import { type ComponentChecker, misfit } from './components.js';
import { checkSeparated } from './names.js';
import { checkProcessCall } from './process-call.js';

/** What the checks of models share. */
export interface ModelContext {
  readonly catalogue: Catalogue;
  readonly types: TypeChecker;
  readonly components: ComponentChecker;
  readonly report: Report;
}

/** The clauses of a model: each that is needed once, in their places components that exist, a forward process of channels. */
export function checkModel(model: ModelDeclaration, context: ModelContext): void {
  const { report, components } = context;
  checkSeparated(model.clauses, ';', 'clauses', report);
  const word = (type: string): string => type.replace('Clause', '').toLowerCase();
  const seen = new Set<string>();
  for (const clause of model.clauses) {
    if (seen.has(clause.$type))
      report({ code: 'K105', message: `\`${word(clause.$type)}\` is written twice`, node: clause });
    seen.add(clause.$type);
    switch (clause.$type) {
      case 'DataClause': {
        const target = clause.dataset.ref;
        if (target !== undefined && target.$type !== 'DatasetDeclaration') {
          report({
            code: 'K119',
            message: `\`${clause.dataset.$refText}\` is not a dataset`,
            node: clause,
            property: 'dataset',
          });
        }
        break;
      }
      case 'EncodeClause':
        components.component(clause.component, 'encode');
        break;
      case 'ReverseClause':
        if (clause.circuit !== undefined) components.circuitComponent(clause.circuit, 'reverse');
        else if (clause.component !== undefined) components.component(clause.component, 'reverse');
        break;
      case 'PredictClause':
        components.component(clause.component, 'predict');
        break;
      case 'ObjectiveClause':
        for (const term of clause.terms) components.component(term, 'objective');
        break;
      case 'ConditionClause':
        for (const condition of clause.components) components.component(condition, 'condition');
        if (!clause.components.some(({ name }) => name === 'time')) {
          const message = 'the reverse model is not told the time';
          report({ code: 'K301', severity: 'warning', message, node: clause, help: 'add `time` to the conditions' });
        }
        break;
      case 'ForwardClause':
        checkForward(clause, context);
        break;
    }
  }
  const missing = Object.entries(requiredClauses).filter(([type]) => !seen.has(type));
  if (missing.length === 0) return;
  const list = missing.map(([, name]) => `\`${name}\``).join(', ');
  report({ code: 'K114', message: `model \`${model.name}\` has no ${list}`, node: model, property: 'name' });
}

function checkForward(clause: ForwardClause, context: ModelContext): void {
  const [first] = clause.items;
  if (first?.$type === 'Modifier') {
    context.report({ code: 'K114', message: 'a forward clause begins with a process', node: first });
  }
  for (const process of processesOf(clause)) checkProcess(process, context);
}

function checkProcess({ process, modifiers }: ModifiedProcess, { report, types, components }: ModelContext): void {
  types.expectInt(process.steps, 'a whole number of steps');
  const modes = modifiers.filter(({ mode }) => mode !== undefined);
  const matches = modifiers.filter(({ matched }) => matched);
  const devices = modifiers.filter(({ device }) => device !== undefined);
  for (const again of [...modes.slice(1), ...matches.slice(1), ...devices.slice(1)]) {
    report({
      code: 'K105',
      message: `a forward process has one \`${again.matched ? 'matched to' : again.device === undefined ? 'measured or coherent' : 'on'}\``,
      node: again,
    });
  }
  if (process.component !== undefined) {
    components.component(process.component, 'forward');
    for (const modifier of modifiers) {
      report({
        code: 'K114',
        message: '`measured`, `coherent`, `matched to` and `on` do not go with components',
        node: modifier,
      });
    }
    return;
  }
  const [on] = devices;
  if (on !== undefined && process.call !== undefined) {
    checkOnDevice(process.call, on, matches, types, report);
    return;
  }
  if (process.call !== undefined) checkProcessCall(process.call, types, report);
  for (const { reference } of matches) if (reference !== undefined) checkProcessCall(reference, types, report);
}

/** `forward Walk for 6 steps, on B`: a circuit, a device, and no matching. */
function checkOnDevice(
  call: ProcessCall,
  on: Modifier,
  matches: readonly Modifier[],
  types: TypeChecker,
  report: Report,
): void {
  const target = call.target.ref;
  const device = on.device?.ref;
  if (device !== undefined && device.$type !== 'DeviceDeclaration') {
    report({ code: 'K119', message: `\`${device.name}\` is not a device`, node: on, property: 'device' });
  }
  for (const node of matches)
    report({ code: 'K114', message: '`matched to` goes with channels, not with devices', node });
  if (target === undefined) return;
  if (target.$type !== 'CircuitDeclaration') {
    const message = `\`${target.name}\` is not a circuit; a device runs circuits`;
    report({ code: 'K119', message, node: call, property: 'target' });
    return;
  }
  types.typeOfCall(target, { node: call, name: target.name, parameters: target.parameters, arguments: call.arguments });
}

/** A model with its parameters at given values: every value of it must be allowed. Throws EvaluationError. @returns the model */
export function tryModel(
  model: ModelDeclaration,
  values: ReadonlyMap<Parameter, Value>,
  catalogue: Catalogue,
  interpreter: ScriptInterpreter,
): ModelSpec {
  const spec = lowerModel(model, values, catalogue, interpreter);
  for (const clause of model.clauses) {
    if (clause.$type === 'EncodeClause')
      checkValues(clause.component, spec.encode, findComponent(catalogue, 'encode', spec.encode.component)?.options);
    const reverse = clause.$type === 'ReverseClause' ? (clause.circuit ?? clause.component) : undefined;
    if (reverse !== undefined)
      checkValues(reverse, spec.reverse, findComponent(catalogue, 'reverse', spec.reverse.component)?.options);
    if (clause.$type === 'ObjectiveClause') {
      clause.terms.forEach((term, index) => {
        const own = spec.objective[index];
        if (own !== undefined) checkValues(term, own, findComponent(catalogue, 'objective', own.component)?.options);
      });
    }
    if (clause.$type === 'ForwardClause') {
      processesOf(clause).forEach(({ process }, index) => {
        const own = spec.forward[index];
        if (own?.kind === 'channel') checkLevels(process, own, spec, catalogue);
        else if (own?.kind === 'component' && process.component !== undefined) {
          checkValues(
            process.component,
            own.process,
            findComponent(catalogue, 'forward', own.process.component)?.options,
          );
        }
      });
    }
  }
  return spec;
}

/** The channel must act on exactly the system that the encoding makes of a datum's part. */
function checkLevels(process: Process, forward: ChannelForwardSpec, spec: ModelSpec, catalogue: Catalogue): void {
  const schema = findComponent(catalogue, 'encode', spec.encode.component);
  if (schema?.levels === undefined || process.call === undefined) return;
  const levels = spec.encode.options[schema.levels] ?? schema.options[schema.levels]?.default;
  const reference = forward.match?.reference;
  const channels = reference === undefined ? forward.channels : [...forward.channels, reference];
  for (const { dims } of channels) {
    const dimension = dims.reduce((total, dim) => total * dim, 1);
    if (typeof levels !== 'number' || dimension === levels) continue;
    fail({
      code: 'K110',
      message: `\`${forward.name}\` acts on ${systemWords(dims)}, but \`encode\` makes systems of ${levels} levels`,
      node: process.call,
    });
  }
}

/** Checks the values of a component's options, and of the components among them, against the catalogue. */
export function checkValues(
  component: Component | CircuitComponent | { readonly $type: 'Task'; readonly items: readonly Item[] },
  spec: Pick<ComponentSpec, 'options'>,
  options: Readonly<Record<string, OptionSchema>> | undefined,
): void {
  for (const item of component.items) {
    if (!isOption(item)) continue;
    const schema = findOption(options ?? {}, item.name);
    const value: OptionValue | undefined = spec.options[item.name];
    if (schema === undefined || value === undefined) continue;
    const problem = misfit(value, schema.type);
    if (problem !== undefined) {
      const message = `\`${item.name}\` ${problem}`;
      fail({ code: 'K118', message, node: item, property: 'value', fixes: nearestValue(item, value, schema.type) });
    }
  }
}

/** The value nearest to a written number that an option allows. */
function nearestValue({ value: node }: Option, value: OptionValue, type: OptionType): Fix[] {
  const written = node.$type === 'NumberLiteral' || node.$type === 'UnaryExpression';
  if (!written || typeof value !== 'number' || (type.kind !== 'int' && type.kind !== 'real')) return [];
  if (type.kind === 'int' && !Number.isInteger(value)) return [];
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = type;
  const within = Math.min(max, Math.max(min, value));
  return misfit(within, type) === undefined ? fix(`Change to \`${within}\``, replaced(node, String(within))) : [];
}

/** A task's values. Throws EvaluationError. */
export function tryTask(
  task: Parameters<typeof lowerTask>[0],
  catalogue: Catalogue,
  interpreter: ScriptInterpreter,
): void {
  const schema = findTask(catalogue, task.task);
  const spec = lowerTask(task, catalogue, interpreter);
  checkValues(task, spec, schema?.options);
  for (const item of task.items) {
    if (isOption(item) && item.value.$type === 'Component') {
      const own = spec.options[item.name];
      const type = findOption(schema?.options ?? {}, item.name)?.type;
      if (type?.kind !== 'component' || typeof own !== 'object' || !('component' in own)) continue;
      checkValues(item.value, own, findComponent(catalogue, type.slot, own.component)?.options);
    }
    if (isComponentItem(item)) {
      const own = spec.components.find(({ span }) => span?.offset === item.component.$cstNode?.offset);
      const slot = schema?.components.find(
        (candidate) => findComponent(catalogue, candidate, item.component.name) !== undefined,
      );
      if (own !== undefined && slot !== undefined)
        checkValues(item.component, own, findComponent(catalogue, slot, own.component)?.options);
    }
  }
}
