import { type Catalogue, type ChannelForwardSpec, type CircuitPart, KrausError, type ModelSpec } from '@kraus/core';
import type { Fix, Report } from '../diagnostics/index.js';
import { fix, replaced } from '../fixes/index.js';
import type { ModelDeclaration, Process } from '../generated/index.js';
import { findComponent, processesOf } from '../lowering/index.js';
import {
  dimensionOf,
  distanceTo,
  meanPurity,
  spread,
  spreadOfStates,
  stationary,
  transitionsAfter,
  transitionsOf,
} from '../processes/index.js';

/** Larger systems take longer than a check may. */
const mostLevels = 16;
/** Σ d⁶ over the channels that are worked out one by one: what their superoperators' exponentials may cost. */
const mostWork = 5e7;
/** Distances within which all starts count as one, and as mixed. */
const sameState = 1e-6;
// A start that is further off is worth a warning; a few hundredths, as the published walk on eight levels has after 20 steps, are not.
const mixedWithin = 0.2;

/** As far as a number of steps is looked for that mixes. */
const mostMixingSteps = 1000;

/**
 * Warns of forward processes from which nothing can be learned, or whose end sampling does not begin from, and of reverse circuits that
 * cannot undo them: for processes of channels on at most 16 levels whose times are as written (not matched to another's noise).
 *
 * @param spec the model at the defaults of its parameters
 */
export function checkLearning(model: ModelDeclaration, spec: ModelSpec, catalogue: Catalogue, report: Report): void {
  const clause = model.clauses.find((candidate) => candidate.$type === 'ForwardClause');
  const processes = spec.forward.filter((process) => process.kind === 'channel').filter(isSmall);
  if (clause === undefined || processes.length < spec.forward.length) return;
  const node = processesOf(clause)[0]?.process;
  if (node === undefined) return;
  const levels = findComponent(catalogue, 'encode', spec.encode.component)?.levels !== undefined;
  try {
    if (!levels) checkPurity(model, spec, processes, report);
    if (processes.some(({ match }) => match !== undefined)) return;
    const gone = checkFirstStep(processes, levels, node, report);
    if (levels && !gone) checkMixing(processes, node, report);
  } catch (error) {
    // Channels that the numerics refuse, e.g. for rates beyond all bounds, are refused again, with the reason, when they are used.
    if (!(error instanceof KrausError)) throw error;
  }
}

function isSmall({ channels, steps, mode }: ChannelForwardSpec): boolean {
  const dimension = dimensionOf(channels[0]);
  const applied = mode === 'coherent' ? steps : channels.length;
  return dimension <= mostLevels && applied * dimension ** 6 <= mostWork;
}

/** K303. States enter a circuit as they are; on their own qubits alone, unitaries keep the purity that channels change. */
function checkPurity(
  model: ModelDeclaration,
  { reverse }: ModelSpec,
  processes: readonly ChannelForwardSpec[],
  report: Report,
): void {
  const clause = model.clauses.find((candidate) => candidate.$type === 'ReverseClause');
  const part = reverse.options.circuit;
  if (clause === undefined || !isCircuitPart(part)) return;
  const qubits = processes[0]?.channels[0]?.dims ?? [];
  if (qubits.some((dim) => dim !== 2) || !part.circuits.every(({ program }) => isUnitary(program, qubits.length)))
    return;
  for (const { name, channels } of processes) {
    const purity = channels.map(meanPurity).find((value) => value < 1 - sameState);
    if (purity === undefined) continue;
    report({
      code: 'K303',
      severity: 'warning',
      message: `\`${part.name}\` is unitary and never raises purity, but \`${name}\` makes mixed states`,
      node: clause,
      property: clause.circuit === undefined ? 'component' : 'circuit',
      reason: `a step of \`${name}\` takes the mean purity of pure states from 1 to ${purity.toFixed(4)}`,
      help: 'give the circuit ancillas that it measures and resets, as `QuDDPM` of std/ansatz does',
    });
    return;
  }
}

function isCircuitPart(value: ModelSpec['reverse']['options'][string] | undefined): value is CircuitPart {
  return typeof value === 'object' && 'kind' in value && value.kind === 'circuit';
}

function isUnitary({ dims, operations }: CircuitPart['circuits'][number]['program'], wires: number): boolean {
  return (
    dims.length === wires &&
    dims.every((dim) => dim === 2) &&
    operations.every(({ kind }) => kind === 'gate' || kind === 'matrix' || kind === 'barrier')
  );
}

/** K304. @returns whether nothing is left after the first of several steps */
function checkFirstStep(
  processes: readonly ChannelForwardSpec[],
  levels: boolean,
  node: Process,
  report: Report,
): boolean {
  const [first] = processes;
  const [channel] = first?.channels ?? [];
  const steps = processes.reduce((total, process) => total + process.steps, 0);
  if (first === undefined || channel === undefined || steps === 1) return false;
  const left = levels && first.mode === 'measured' ? spread(transitionsOf([channel])) : spreadOfStates(channel);
  if (left > sameState) return false;
  report({
    code: 'K304',
    severity: 'warning',
    message: `the first of ${steps} steps of \`${first.name}\` destroys everything: every start becomes the same state`,
    node,
    reason: `after it, no two starts are further apart than ${sameState}`,
    help: 'begin with weaker noise, e.g. an argument that grows with `t`',
  });
  return true;
}

/** K305. */
function checkMixing(processes: readonly ChannelForwardSpec[], node: Process, report: Report): void {
  const whole = transitionsAfter(processes);
  // Starts that are closer together than this are closer to the fixed point too.
  if (spread(whole) <= mixedWithin) return;
  const fixed = stationary(whole);
  const distance = fixed === undefined ? undefined : distanceTo(whole, fixed);
  if (distance !== undefined && distance <= mixedWithin) return;
  const name = processes.map((process) => `\`${process.name}\``).join(', ');
  const steps = processes.reduce((total, process) => total + process.steps, 0);
  const after = `after ${steps} step${steps === 1 ? '' : 's'}`;
  report({
    code: 'K305',
    severity: 'warning',
    message:
      distance === undefined
        ? `${name} has more than one fixed point: it does not mix; ${after} starts differ by up to ${spread(whole).toFixed(3)}`
        : `${name} has not mixed: ${after} the worst start is ${distance.toFixed(3)} from the fixed point`,
    node,
    reason: `distances are total variation; sampling begins at the fixed point, and up to ${mixedWithin} counts as mixed`,
    help: 'take more steps, or stronger ones',
    fixes: distance === undefined ? [] : enoughSteps(processes, node),
  });
}

/** The fewest steps after which one channel, the same in every step, has mixed. */
function enoughSteps([process, ...others]: readonly ChannelForwardSpec[], node: Process): Fix[] {
  if (process === undefined || others.length > 0 || process.channels.length > 1 || process.mode !== 'measured')
    return [];
  if (node.steps.$type !== 'NumberLiteral') return [];
  const mixed = (steps: number): boolean => {
    const whole = transitionsAfter([{ ...process, steps }]);
    const fixed = stationary(whole);
    return fixed !== undefined && distanceTo(whole, fixed) <= mixedWithin;
  };
  let most = process.steps;
  do {
    most *= 2;
    if (most > mostMixingSteps) return [];
  } while (!mixed(most));
  let least = most / 2;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (mixed(middle)) most = middle;
    else least = middle;
  }
  return fix(`Take ${most} steps`, replaced(node.steps, String(most)));
}
