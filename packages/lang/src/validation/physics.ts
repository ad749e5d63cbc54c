import { type AstNode, AstUtils } from 'langium';
import type { LoweredCircuit } from '../circuits/index.js';
import type { Issue, Report } from '../diagnostics/index.js';
import { Budget, EvaluationError, KnownCalls, limits, ScriptInterpreter } from '../evaluate/index.js';
import type { Declaration, Parameter, TopLevel } from '../generated/index.js';
import { isScript } from '../generated/index.js';
import { isProvable, type Proof, Prover } from '../proofs/index.js';
import type { Value } from '../values/index.js';
import { channelFixes } from './channel-fixes.js';
import { checkReach, tryCircuit, variedParameters } from './circuits.js';
import { Fingerprints, type KnownDeclarations } from './fingerprints.js';
import { innerPoint, pointAt, type SamplePoint, samplePoints } from './samples.js';

/** Works out a declaration (or what depends on it) at some values of its parameters; throws EvaluationError. */
export type Trial = (interpreter: ScriptInterpreter, values: ReadonlyMap<Parameter, Value>) => void;

interface CheckOptions {
  readonly mostPoints?: number;
  readonly steps?: number;
  /** What is known of all values of the parameters. */
  readonly proof?: Proof | undefined;
}

const places: Readonly<Record<SamplePoint['origin'], string>> = {
  defaults: "at the parameters' defaults",
  corner: "at a corner of the parameters' domain",
  sample: "at a sample of the parameters' domain",
  bounds: "by bounding it over the parameters' domain",
};

/** An issue whose cause may lie in a called declaration that has been reported itself. */
interface Deferred {
  readonly owner: AstNode;
  readonly issue: Issue;
}

/**
 * Evaluates declarations over the domain of their parameters and reports the first failure of each, with the values
 * at which it occurs. What fails inside a called declaration is that declaration's own error, and not said twice.
 */
export class PhysicsChecker {
  readonly #report: Report;
  readonly #faulty: Set<AstNode>;
  readonly #uses: ReadonlyMap<AstNode, ReadonlySet<AstNode>>;
  readonly #deferred: Deferred[] = [];
  readonly #prover: Prover;
  readonly #known: KnownDeclarations;
  readonly #fingerprints = new Fingerprints();
  readonly #calls = new KnownCalls();
  /** Steps left for the whole file. */
  #left: number = 2 * limits.steps;
  #exhausted = false;
  /** How many things were found so far. */
  #found = 0;

  /**
   * @param faulty declarations that already have errors; it grows as errors are found
   * @param uses what each declaration names
   * @param known what was found out before
   */
  constructor(
    report: Report,
    faulty: Set<AstNode>,
    uses: ReadonlyMap<AstNode, ReadonlySet<AstNode>>,
    known: KnownDeclarations,
  ) {
    this.#uses = uses;
    this.#known = known;
    this.#prover = new Prover((declaration) => {
      const fingerprint = this.#fingerprints.of(declaration);
      return fingerprint === undefined ? undefined : known.provedOf(fingerprint);
    });
    this.#report = (issue) => {
      this.#found++;
      report(issue);
    };
    this.#faulty = faulty;
  }

  /**
   * Checks a declaration, unless nothing was found in one that does the same. The steps are counted all the same, so that what is said
   * of a file does not depend on what was checked before.
   */
  *unlessSound(declaration: Declaration, check: () => Generator<void>): Generator<void> {
    const fingerprint = this.#fingerprints.of(declaration);
    const usable = this.#left >= 0 && !this.#faulty.has(declaration) && !this.#usesFaulty(declaration);
    const known = usable && fingerprint !== undefined ? this.#known.soundAfter(fingerprint) : undefined;
    if (known !== undefined) {
      this.#left -= known;
      return;
    }
    const [left, found] = [this.#left, this.#found + this.#deferred.length];
    yield* check();
    const clean = this.#found + this.#deferred.length === found && !this.#faulty.has(declaration);
    if (usable && clean && fingerprint !== undefined) this.#known.setSound(fingerprint, left - this.#left);
  }

  /** What holds for all values of the parameters, if these are continuous. */
  prove(declaration: Declaration): Proof | undefined {
    if (this.#faulty.has(declaration) || this.#usesFaulty(declaration)) return undefined;
    return isProvable(declaration) ? this.#prover.prove(declaration) : undefined;
  }

  /** Tries a declaration at points of its domain until one fails; yields between points, where the work may be left. */
  *check(
    declaration: Declaration,
    parameters: readonly Parameter[],
    trial: Trial,
    { mostPoints = Number.POSITIVE_INFINITY, steps = limits.steps, proof }: CheckOptions = {},
  ): Generator<void> {
    if (this.#faulty.has(declaration)) return;
    if (this.#usesFaulty(declaration)) {
      // Its own errors can be told from those of what it uses once these are mended.
      this.#faulty.add(declaration);
      return;
    }
    if (this.#left < 0) {
      if (this.#exhausted) return;
      this.#exhausted = true;
      const message = 'from here on the physics of this file is not checked: it takes too many steps';
      this.#report({ code: 'K113', message, node: declaration, property: 'name', help: 'split the file' });
      return;
    }
    const pointsOf = (withUnits: boolean): readonly SamplePoint[] | undefined =>
      pointsToTry(parameters, withUnits, mostPoints, proof);
    const plain = yield* this.#search(declaration, pointsOf(false), trial, steps);
    if (plain === undefined) return;
    // A declaration that contains units fails with plain numbers, and the other way round.
    const hasUnits = parameters.some(({ type }) => type?.name === 'time' || type?.name === 'frequency');
    const units = plain.error.issue.code === 'K107' && hasUnits;
    const points = pointsOf(units);
    const failure = units ? yield* this.#search(declaration, points, trial, steps) : plain;
    if (failure === undefined) return;
    const tooLarge = failure.error.issue.code === 'K113';
    const everywhere = tooLarge || (points ?? []).slice(1, 3).every((point) => failsAlike(failure.error, point, trial));
    this.#place(declaration, failure.error, everywhere ? undefined : failure.point);
  }

  /** Looks for what is allowed and yet surely not meant, in a statement that has no errors and uses none. */
  warn(statement: TopLevel, look: (report: Report) => void): void {
    if (!this.#faulty.has(statement) && !this.#usesFaulty(statement)) look(this.#report);
  }

  /** Reports failures inside called declarations that turned out to have no error of their own. */
  finish(): void {
    for (const { owner, issue } of this.#deferred) if (!this.#faulty.has(owner)) this.#report(issue);
  }

  #usesFaulty(declaration: AstNode): boolean {
    const used = this.#uses.get(declaration) ?? [];
    return [...used].some((target) => this.#faulty.has(target));
  }

  *#search(
    declaration: Declaration,
    points: readonly SamplePoint[] | undefined,
    trial: Trial,
    steps: number,
  ): Generator<void, { error: EvaluationError; point: SamplePoint } | undefined> {
    let left: number = 2 * limits.steps;
    for (const point of points ?? []) {
      yield;
      const interpreter = new ScriptInterpreter(new Budget(steps), this.#calls);
      const used = (): number => (steps - interpreter.budget.left) * (limits.steps / steps);
      try {
        trial(interpreter, point.values);
      } catch (error) {
        this.#left -= used();
        if (!(error instanceof EvaluationError)) throw error;
        if (
          error.issue.code === 'K207' &&
          point.values.size > 0 &&
          AstUtils.hasContainerOfType(error.issue.node, (node) => node === declaration)
        )
          continue;
        return { error, point };
      }
      left -= used();
      this.#left -= used();
      if (left < 0) return undefined;
    }
    return undefined;
  }

  /** @param point where it fails, unless the values are not to blame */
  #place(declaration: Declaration, error: EvaluationError, point: SamplePoint | undefined): void {
    const { issue } = error;
    const inside = (node: AstNode): boolean =>
      node === declaration || AstUtils.hasContainerOfType(node, (at) => at === declaration);
    const words = point?.words() ?? '';
    const found = point === undefined || words === '' ? undefined : `found ${places[point.origin]}`;
    const message = issue.message.includes('{at}')
      ? issue.message.replace('{at}', words)
      : `${issue.message}${words === '' ? '' : ` (${words.slice(0, -2)})`}`;
    const physical = issue.code.startsWith('K2') && issue.code !== 'K202' && issue.code !== 'K207';
    const told = {
      ...issue,
      message: physical || dependsOnValues(issue) ? message : issue.message.replace('{at}', ''),
      reason: issue.reason ?? (physical ? found : undefined),
    };
    if (inside(issue.node)) {
      this.#faulty.add(declaration);
      this.#report({ ...told, fixes: [...(told.fixes ?? []), ...channelFixes(issue, this.#prover)] });
      return;
    }
    const site = error.sites.find(inside);
    if (site === undefined) {
      this.#faulty.add(declaration);
      this.#report({ ...told, fixes: [], node: declaration, property: 'name', index: undefined });
      return;
    }
    const owner = ownerOf(issue.node);
    // Another file of the script is checked by itself; the standard library is not at fault.
    if (owner === undefined) return;
    const library = AstUtils.getDocument(owner).uri.scheme === 'kraus-std';
    if (!library && AstUtils.getDocument(owner) !== AstUtils.getDocument(declaration)) return;
    const atSite = { ...told, fixes: [], node: site, property: undefined, index: undefined };
    // What takes too long as a whole is not the fault of a part.
    if (library || issue.code === 'K113') {
      this.#faulty.add(declaration);
      this.#report(atSite);
    } else this.#deferred.push({ owner, issue: atSite });
  }
}

/** The points to try: one where everything is proved; else all, and the place at which a proof found something suspicious. */
function pointsToTry(
  parameters: readonly Parameter[],
  withUnits: boolean,
  most: number,
  proof: Proof | undefined,
): readonly SamplePoint[] | undefined {
  // What does not depend on the values, such as units and dimensions, shows at one point where nothing vanishes.
  if (proof?.verdict === 'proved' && !proof.partial) return [innerPoint(parameters, withUnits)];
  const points = samplePoints(parameters, withUnits)?.slice(0, most);
  if (points === undefined || proof?.verdict !== 'open' || proof.suspect === undefined) return points;
  return [...points, pointAt(parameters, proof.suspect, withUnits)];
}

/** Whether a trial fails at another point as it did before, so that the values are not to blame. */
function failsAlike(before: EvaluationError, point: SamplePoint, trial: Trial): boolean {
  try {
    trial(new ScriptInterpreter(), point.values);
    return false;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return error.issue.node === before.issue.node && error.issue.message === before.issue.message;
  }
}

/** Whether the values of the parameters belong into the message. */
function dependsOnValues({ code }: Issue): boolean {
  return ['K202', 'K207', 'K109', 'K110', 'K120', 'K123'].includes(code);
}

/** The statement of the file that a node stands in. */
export function ownerOf(node: AstNode): AstNode | undefined {
  let at: AstNode | undefined = node;
  while (at !== undefined && !isScript(at.$container)) at = at.$container;
  return at;
}

/** Checks a constant, graph, schedule, gate, generator or channel. */
export function* checkPhysics(declaration: Declaration, checker: PhysicsChecker): Generator<void> {
  switch (declaration.$type) {
    case 'ConstantDeclaration':
      yield* checker.check(declaration, [], (interpreter) => {
        interpreter.lookUp(declaration, declaration, interpreter.topFrame());
      });
      break;
    case 'ScheduleDeclaration':
      if (declaration.parameters.length === 0) {
        yield* checker.check(declaration, [], (interpreter) => {
          // Matched ones are tried with four steps; with those of a process where they are used.
          for (const time of [0, 0.25, 0.5, 0.75, 1]) interpreter.scheduleAt(declaration, time, declaration, 4);
        });
        break;
      }
      yield* instantiated(declaration, checker);
      break;
    case 'GraphDeclaration':
    case 'GateDeclaration':
    case 'GeneratorDeclaration':
    case 'ChannelDeclaration':
      yield* instantiated(declaration, checker);
      break;
    case 'CircuitDeclaration': {
      let lowered: LoweredCircuit | undefined;
      const trial: Trial = (interpreter, values) => {
        lowered = tryCircuit(declaration, values, interpreter);
      };
      yield* checker.check(declaration, variedParameters(declaration), trial, {
        mostPoints: 8,
        steps: limits.circuitSteps,
      });
      checker.warn(declaration, (report) => {
        if (lowered !== undefined) checkReach(declaration, lowered, report);
      });
      break;
    }
  }
}

function* instantiated(
  declaration: Extract<Declaration, { parameters: Parameter[] }>,
  checker: PhysicsChecker,
): Generator<void> {
  const proof = checker.prove(declaration);
  const trial: Trial = (interpreter, values) => {
    interpreter.instantiate(declaration, values, declaration);
  };
  yield* checker.check(declaration, declaration.parameters, trial, { proof });
}
