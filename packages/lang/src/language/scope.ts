import {
  type AstNode,
  type AstNodeDescription,
  type AstNodeDescriptionProvider,
  EMPTY_SCOPE,
  type ReferenceInfo,
  type Scope,
  type ScopeProvider,
  type Stream,
  stream,
} from 'langium';
import {
  type BitDeclaration,
  type Block,
  type CircuitInput,
  type ImportedName,
  isBitDeclaration,
  isBlock,
  isBuiltinDeclaration,
  isCircuitInput,
  isDeclaration,
  isFor,
  isImport,
  isImportedName,
  isLet,
  isListExpression,
  isParameter,
  isScript,
  isTrainableParameter,
  type Let,
  type Named,
  type Parameter,
  Process,
  ReverseClause,
  type Script,
  type TrainableParameter,
  type Wire,
} from '../generated/index.js';
import type { ImportTargets } from './imports.js';

/** A name as seen from some place: an import may give a declaration another name. */
export type VisibleName = readonly [name: string, node: Named];

/** The matrices of the prelude that are gates. */
export const GATES_WITHOUT_IMPORT: ReadonlySet<string> = new Set(['I', 'X', 'Y', 'Z', 'H', 'S', 'T']);

/** What scoping needs; given lazily because services refer to each other. */
export interface ScopeServices {
  readonly imports: ImportTargets;
  readonly prelude: () => Script | undefined;
  readonly descriptions: AstNodeDescriptionProvider;
}

/**
 * Names from the inside out: earlier `let`s of the enclosing blocks, loop variables, wires and parameters of the declaration,
 * declarations of the file, its imports, the prelude.
 */
export class KrausScopeProvider implements ScopeProvider {
  readonly #services: ScopeServices;

  constructor(services: ScopeServices) {
    this.#services = services;
  }

  getScope({ container }: ReferenceInfo): Scope {
    const find = (name: string): Named | undefined => this.targetOf(name, container);
    if (!isImportedName(container)) {
      return new NameScope(find, () => this.visibleFrom(container), this.#services.descriptions);
    }
    const root = this.#importedScript(container);
    if (root === undefined) return EMPTY_SCOPE;
    return new NameScope(find, () => exportedNames(root), this.#services.descriptions);
  }

  /** What a name that a node holds stands for: in an import something of the other file. */
  targetOf(name: string, node: AstNode): Named | undefined {
    if (!isImportedName(node)) return this.find(name, node);
    const root = this.#importedScript(node);
    if (root === undefined) return undefined;
    const found = declaredIn(root).get(name) ?? this.#preludeGate(name, node.$container);
    return isBuiltinDeclaration(found) && !GATES_WITHOUT_IMPORT.has(name) ? undefined : found;
  }

  #importedScript({ $container: statement }: ImportedName): Script | undefined {
    const root = isImport(statement) ? this.#services.imports.get(statement)?.parseResult.value : undefined;
    return isScript(root) ? root : undefined;
  }

  /** The gates that need no import may be imported from `std/gates` all the same: nobody should have to know which they are. */
  #preludeGate(name: string, from: AstNode | undefined): Named | undefined {
    if (!isImport(from) || from.path !== 'std/gates' || !GATES_WITHOUT_IMPORT.has(name)) return undefined;
    const prelude = this.#services.prelude();
    return prelude === undefined ? undefined : declaredIn(prelude).get(name);
  }

  /** What a name at `node` refers to. */
  find(name: string, node: AstNode): Named | undefined {
    let child = node;
    let timed = false;
    const named = (local: Named): boolean => local.name === name;
    for (let at = node.$container; at !== undefined; child = at, at = at.$container) {
      if (at.$type === Process.$type || at.$type === ReverseClause.$type) timed = true;
      const local = localName(at, child, named);
      if (local !== undefined) return local;
      if (at.$container !== undefined || !isScript(at)) continue;
      const found = declaredIn(at).get(name) ?? importedInto(at, name);
      if (found !== undefined) return found;
      const prelude = this.#services.prelude();
      if (prelude === undefined || prelude === at || (name === 't' && !timed)) continue;
      const builtin = declaredIn(prelude).get(name);
      if (isBuiltinDeclaration(builtin)) return builtin;
    }
    return undefined;
  }

  /** Everything that a name at `node` can refer to, innermost first; an inner name hides an outer one. */
  *visibleFrom(node: AstNode): Generator<VisibleName> {
    let child: AstNode = node;
    let timed = false;
    for (let at = node.$container; at !== undefined; child = at, at = at.$container) {
      if (at.$type === Process.$type || at.$type === ReverseClause.$type) timed = true;
      const locals: VisibleName[] = [];
      localName(at, child, (local) => {
        locals.push([local.name, local]);
        return false;
      });
      yield* locals;
      if (isScript(at)) {
        yield* declaredNames(at);
        yield* importedNames(at);
        const prelude = this.#services.prelude();
        if (prelude === undefined || prelude === at) continue;
        for (const statement of prelude.statements) {
          if (isBuiltinDeclaration(statement) && (statement.name !== 't' || timed)) yield [statement.name, statement];
        }
      }
    }
  }
}

type NamedStatement = BitDeclaration | CircuitInput | Let | TrainableParameter;

/** The statements of a block that declare names: few among maybe thousands, so they are looked for once. */
const statementsOf = new WeakMap<Block, readonly NamedStatement[]>();

function namedStatements(block: Block): readonly NamedStatement[] {
  let named = statementsOf.get(block);
  if (named === undefined) {
    named = block.statements.filter(
      (statement): statement is NamedStatement =>
        isLet(statement) || isTrainableParameter(statement) || isCircuitInput(statement) || isBitDeclaration(statement),
    );
    statementsOf.set(block, named);
  }
  return named;
}

/** The first name that is wanted of those that a node declares for what is inside it, innermost first. */
function localName(at: AstNode, child: AstNode, wanted: (local: Named) => boolean): Named | undefined {
  if (isBlock(at)) {
    const before = child.$containerIndex ?? 0;
    return namedStatements(at).findLast((statement) => (statement.$containerIndex ?? 0) < before && wanted(statement));
  }
  if (isFor(at)) return child.$containerProperty === 'body' ? at.variables.find(wanted) : undefined;
  if (isListExpression(at)) return child.$containerProperty === 'items' ? at.loop?.variables.find(wanted) : undefined;
  if (!isDeclaration(at)) return undefined;
  const { parameters = [], wires = [] } = at as { parameters?: Parameter[]; wires?: Wire[] };
  if (isParameter(child)) return parameters.slice(0, child.$containerIndex ?? 0).find(wanted);
  const wire = child.$containerProperty === 'wires' ? undefined : wires.find(wanted);
  return wire ?? parameters.find(wanted);
}

function* declaredNames(script: Script): Generator<VisibleName> {
  for (const statement of script.statements) {
    if (isDeclaration(statement) && statement.name !== undefined) yield [statement.name, statement];
  }
}

const declared = new WeakMap<Script, ReadonlyMap<string, Named>>();

/** The declarations of a file by name; of two with one name the first. */
function declaredIn(script: Script): ReadonlyMap<string, Named> {
  let names = declared.get(script);
  if (names === undefined) {
    names = new Map([...declaredNames(script)].reverse());
    declared.set(script, names);
  }
  return names;
}

/** The names a file offers to those who import it: its own declarations. */
export function* exportedNames(script: Script): Generator<VisibleName> {
  for (const name of declaredNames(script)) if (!isBuiltinDeclaration(name[1])) yield name;
}

function* importedNames(script: Script): Generator<VisibleName> {
  for (const statement of script.imports) {
    for (const imported of statement.names) {
      const node = imported.declaration?.ref;
      if (node !== undefined) yield [imported.name ?? imported.declaration.$refText, node];
    }
  }
}

/** What a name stands for that a file imports; other names of its imports are not looked up. */
function importedInto(script: Script, name: string): Named | undefined {
  for (const statement of script.imports) {
    for (const { name: own, declaration } of statement.names) {
      if ((own ?? declaration?.$refText) !== name) continue;
      const found = declaration.ref;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

class NameScope implements Scope {
  readonly #find: (name: string) => Named | undefined;
  readonly #names: () => Iterable<VisibleName>;
  readonly #descriptions: AstNodeDescriptionProvider;

  constructor(
    find: (name: string) => Named | undefined,
    names: () => Iterable<VisibleName>,
    descriptions: AstNodeDescriptionProvider,
  ) {
    this.#find = find;
    this.#names = names;
    this.#descriptions = descriptions;
  }

  getElement(name: string): AstNodeDescription | undefined {
    const node = this.#find(name);
    return node === undefined ? undefined : this.#descriptions.createDescription(node, name);
  }

  getElements(name: string): Stream<AstNodeDescription> {
    const element = this.getElement(name);
    return stream(element === undefined ? [] : [element]);
  }

  getAllElements(): Stream<AstNodeDescription> {
    const seen = new Map<string, AstNodeDescription>();
    for (const [name, node] of this.#names()) {
      if (!seen.has(name)) seen.set(name, this.#descriptions.createDescription(node, name));
    }
    return stream(seen.values());
  }
}
