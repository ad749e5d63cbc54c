import type { Catalogue } from '@kraus/core';
import { type AstNode, AstUtils, type ValidationAcceptor } from 'langium';
import type { Issue, Report } from '../diagnostics/index.js';
import type { Declaration, KrausAstType, Script } from '../generated/index.js';
import { isDeclaration } from '../generated/index.js';
import { type KrausServices, toInfo } from '../language/index.js';
import { findComponent, lowerDataset } from '../lowering/index.js';
import { TypeChecker } from '../types/index.js';
import { checkBody, checkParameters, checkTyped, checkWires } from './bodies.js';
import { ComponentChecker } from './components.js';
import { checkModel, checkValues, type ModelContext, tryModel } from './models.js';
import { checkImports, checkSeparated, checkUnique } from './names.js';
import { checkPhysics, ownerOf, PhysicsChecker } from './physics.js';
import { checkSweep, checkTask } from './tasks.js';

/** Registers every check of Kraus with Langium. */
export function registerChecks(services: KrausServices, catalogue: Catalogue): void {
  services.validation.ValidationRegistry.register<KrausAstType>({
    Script: (script: Script, accept: ValidationAcceptor) => checkScriptTree(script, services, catalogue, accept),
  });
}

/** All checks of a script in order; what has an error in its names or types is not worked out. */
function checkScriptTree(
  script: Script,
  services: KrausServices,
  catalogue: Catalogue,
  accept: ValidationAcceptor,
): void {
  const faulty = new Set<AstNode>(faultyByLinking(script));
  const said = new Set<string>();
  const report: Report = (issue: Issue) => {
    const owner = ownerOf(issue.node);
    if (owner !== undefined && issue.severity !== 'warning') faulty.add(owner);
    // One place, one error: what follows from it would only repeat it.
    const place = `${issue.severity ?? 'error'} ${issue.node.$cstNode?.offset} ${issue.node.$cstNode?.end} ${issue.property ?? ''} ${issue.index ?? ''}`;
    if (said.has(place)) return;
    said.add(place);
    accept(issue.severity ?? 'error', issue.message.replace('{at}', ''), toInfo(issue));
  };
  const types = new TypeChecker(report);
  const components = new ComponentChecker(catalogue, types, report);
  const context: ModelContext = { catalogue, types, components, report };
  const { ImportTargets: targets, StandardLibrary: library } = services.kraus;
  checkImports(script, targets, library.scripts.keys(), report);
  checkUnique(
    script.statements.filter((statement) => 'name' in statement),
    ({ name }) => name,
    'name',
    report,
  );
  checkSeparated([...script.imports, ...script.statements].sort(byPlace), ';', 'statements', report);
  for (const statement of script.statements) if (isDeclaration(statement)) checkDeclaration(statement, context);
  const physics = new PhysicsChecker(report, faulty);
  checkPhysics(script, physics);
  for (const statement of script.statements) {
    if (statement.$type === 'ModelDeclaration') {
      const trial: Parameters<PhysicsChecker['check']>[2] = (interpreter, values) =>
        tryModel(statement, values, catalogue, interpreter);
      physics.check(statement, statement.parameters, trial, 8);
    } else if (statement.$type === 'DatasetDeclaration') {
      physics.check(statement, [], (interpreter) => {
        const { source } = lowerDataset(statement, catalogue, interpreter);
        checkValues(statement.source, source, findComponent(catalogue, 'dataset', source.component)?.options);
      });
    } else if (statement.$type === 'Task' && !faulty.has(statement)) checkTask(statement, context);
    else if (statement.$type === 'SweepDeclaration' && !faulty.has(statement)) checkSweep(statement, context);
  }
  physics.finish();
}

function byPlace(a: AstNode, b: AstNode): number {
  return (a.$cstNode?.offset ?? 0) - (b.$cstNode?.offset ?? 0);
}

/** The statements that name something unknown. */
function* faultyByLinking(script: Script): Generator<AstNode> {
  for (const statement of script.statements) {
    for (const node of AstUtils.streamAst(statement)) {
      if (node.$type === 'NameExpression' && node.$container?.$type === 'Option') continue;
      if (
        AstUtils.streamReferences(node).some(({ reference }) => 'error' in reference && reference.error !== undefined)
      ) {
        yield statement;
        break;
      }
    }
  }
}

function checkDeclaration(declaration: Declaration, context: ModelContext): void {
  const { types, report, components } = context;
  switch (declaration.$type) {
    case 'ConstantDeclaration':
      types.typeOf(declaration.value);
      break;
    case 'GraphDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      if (declaration.edges !== undefined) types.typeOf(declaration.edges);
      if (declaration.value !== undefined) types.expect(declaration.value, 'a graph', (type) => type.kind === 'graph');
      break;
    case 'ScheduleDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters.slice(1), report);
      types.expect(declaration.value, 'a number', (type) => type.kind === 'number' && type.field !== 'complex');
      break;
    case 'GateDeclaration':
    case 'ChannelDeclaration':
    case 'GeneratorDeclaration':
    case 'CircuitDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      checkWires(declaration.wires, types, report);
      if (declaration.body !== undefined) checkBody(declaration, declaration.body, types, report);
      if (declaration.$type === 'GateDeclaration' && declaration.value !== undefined) {
        types.expect(declaration.value, 'a matrix or gate', (type) =>
          ['matrix', 'list', 'channel'].includes(type.kind),
        );
      }
      if (declaration.$type === 'ChannelDeclaration' && declaration.value !== undefined) {
        const { value } = declaration;
        const type = types.typeOf(value);
        if (type.kind === 'generator') {
          const help = 'write `evolve … for dt`';
          report({ code: 'K119', message: 'a generator is not yet a channel', node: value, help });
        } else types.expect(value, 'a channel', (own) => own.kind === 'channel');
      }
      break;
    case 'DatasetDeclaration':
      components.component(declaration.source, 'dataset');
      break;
    case 'ModelDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      checkModel(declaration, context);
      break;
    case 'BuiltinDeclaration':
      report({ code: 'K114', message: '`builtin` belongs to the prelude of Kraus alone', node: declaration });
      break;
  }
}
