import { type CircuitProgram, checkCircuit, KrausError, suggestion } from '@kraus/core';
import type { EngineOptions } from '../executable/index.js';
import type { Engine, EngineName, EngineRequest, Estimate, PreparedCircuit, Refusal } from './engine.js';
import { formatBytes, formatSeconds } from './format.js';
import { ENGINES } from './registry.js';
import { STATE_VECTOR } from './state-vector-engine.js';

/** Default limit of an engine's working memory: half of what WebAssembly can address. */
export const DEFAULT_MEMORY_LIMIT = 2 * 2 ** 30;

/** What any call takes, however small the circuit. */
const CALL_SECONDS = 1e-5;

/** What engines are chosen by. */
export interface ChooseOptions extends EngineOptions {
  /** `auto` (default), or the only engine to consider. */
  readonly engine?: 'auto' | EngineName;
  /** Samples a call, default 1. */
  readonly batch?: number;
  /** Whether gradients are wanted, default false. */
  readonly gradient?: boolean;
  /** Most bytes of working memory, default 2 GiB. */
  readonly memoryLimit?: number;
}

/** An engine for a circuit, and why this one. */
export interface EngineChoice {
  readonly engine: EngineName;
  /** One sentence. */
  readonly why: string;
  /** Whether its results are exact, not estimated by sampling. */
  readonly exact: boolean;
  readonly estimate: Estimate;
}

/** How an engine does on a circuit. */
type Verdict = { readonly engine: Engine } & (
  | { readonly refusal: Refusal }
  | { readonly exact: boolean; readonly prepared: PreparedCircuit; readonly estimate: Estimate; readonly fits: boolean }
);

/** A choice with what it was made from. */
export interface Selection {
  readonly prepared: PreparedCircuit;
  readonly choice: EngineChoice;
}

/**
 * The engine for a circuit: of those that can run it within the memory limit, the exact ones first; of these the
 * state vector wherever it applies, else the fastest.
 * Nothing is allocated.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported`, `sim/too-many-qubits`, `sim/no-outputs` when the engine asked
 *   for (or every engine) cannot run it; `sim/out-of-memory` when none fits the limit; `sim/unknown-engine`, `sim/bad-batch`,
 *   `sim/bad-memory-limit`
 */
export function chooseEngine(program: CircuitProgram, options: ChooseOptions = {}): EngineChoice {
  return selectEngine(program, options).choice;
}

/** {@link chooseEngine} with the circuit as the engine looked at it. */
export function selectEngine(program: CircuitProgram, options: ChooseOptions): Selection {
  const { engine: asked = 'auto', batch = 1, gradient = false, memoryLimit = DEFAULT_MEMORY_LIMIT } = options;
  checkCircuit(program);
  checkRequest(asked, batch, memoryLimit);
  const verdictOn = (engine: Engine) => judge(engine, program, options, { batch, gradient }, memoryLimit);
  const considered: Verdict[] = [];
  for (const engine of ENGINES) {
    if (asked !== 'auto' && engine.name !== asked) continue;
    const verdict = verdictOn(engine);
    considered.push(verdict);
    // Nothing is better: the others, whose estimates take time, need not be looked at.
    if (engine === STATE_VECTOR && runs(verdict) && verdict.fits) break;
  }
  const able = considered.filter(runs).filter(({ fits }) => fits);
  const [best] = [...able].sort(
    (a, b) =>
      Number(b.exact) - Number(a.exact) ||
      Number(b.engine === STATE_VECTOR) - Number(a.engine === STATE_VECTOR) ||
      a.estimate.seconds - b.estimate.seconds,
  );
  if (best === undefined) {
    const others = ENGINES.filter(({ name }) => asked !== 'auto' && name !== asked).map(verdictOn);
    throw refusalOf(considered, others, asked, memoryLimit);
  }
  const { bytes, seconds } = best.estimate;
  const cost = `${best.exact ? 'exact' : 'estimated by sampling, with error bars'}; about ${formatBytes(bytes)} and ${formatSeconds(seconds + CALL_SECONDS)} a ${best.exact ? 'call' : 'shot'}`;
  const before = considered.filter(({ engine }) => ENGINES.indexOf(engine) < ENGINES.indexOf(best.engine));
  const reasons =
    asked === 'auto'
      ? before.map((verdict) => `not ${verdict.engine.name}, ${whyNot(verdict, memoryLimit)}`)
      : ['it was asked for'];
  const why = `${best.engine.name}: ${[...reasons, cost].join('; ')}.`;
  const choice = { engine: best.engine.name, why, exact: best.exact, estimate: best.estimate };
  return { prepared: best.prepared, choice };
}

const runs = (verdict: Verdict): verdict is Extract<Verdict, { fits: boolean }> => 'fits' in verdict;

function judge(
  engine: Engine,
  program: CircuitProgram,
  options: EngineOptions,
  request: EngineRequest,
  memoryLimit: number,
): Verdict {
  const refusal = engine.refusal(program, request);
  if (refusal !== undefined) return { engine, refusal };
  const prepared = engine.prepare(program, options);
  const estimate = prepared.estimate(request);
  return { engine, exact: engine.exact(program), prepared, estimate, fits: estimate.bytes <= memoryLimit };
}

function whyNot(verdict: Verdict, memoryLimit: number): string {
  if (!runs(verdict)) return verdict.refusal.reason;
  return verdict.fits
    ? 'it is slower'
    : `it needs about ${formatBytes(verdict.estimate.bytes)} (the limit is ${formatBytes(memoryLimit)})`;
}

function refusalOf(
  considered: readonly Verdict[],
  rest: readonly Verdict[],
  asked: 'auto' | EngineName,
  memoryLimit: number,
): KrausError {
  const reasons = considered.map((verdict) => `${verdict.engine.name}: ${whyNot(verdict, memoryLimit)}`).join('; ');
  const others = rest.filter(runs).filter(({ fits }) => fits);
  const advice =
    others.length > 0
      ? `use the engine ${others.map(({ engine }) => engine.name).join(' or ')}`
      : considered.some(runs)
        ? 'use a smaller batch, float32, or a higher memory limit'
        : asked === 'auto'
          ? 'no engine can run it'
          : 'no other engine can run it';
  const refused = considered.flatMap((verdict) => (runs(verdict) ? [] : [verdict.refusal.code]));
  const [first] = refused;
  const code = considered.some(runs)
    ? 'sim/out-of-memory'
    : refused.includes('sim/too-many-qubits')
      ? 'sim/too-many-qubits'
      : (first ?? 'sim/unsupported');
  return new KrausError(code, `Circuit, ${reasons}; ${advice}.`);
}

function checkRequest(asked: string, batch: number, memoryLimit: number): void {
  const names = ENGINES.map(({ name }) => name);
  if (asked !== 'auto' && !names.some((name) => name === asked)) {
    throw new KrausError(
      'sim/unknown-engine',
      `Circuit: there is no engine '${asked}'.${suggestion(asked, ['auto', ...names])}`,
    );
  }
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new KrausError('sim/bad-batch', `Circuit: the batch has ${batch} samples, expected a whole number ≥ 1.`);
  }
  if (!(memoryLimit > 0)) {
    throw new KrausError(
      'sim/bad-memory-limit',
      `Circuit: the memory limit is ${memoryLimit} bytes, expected more than 0.`,
    );
  }
}
