import { type Colours, formatNumber, formatTable } from '../terminal/index.js';
import type { ChannelInspection, Check } from './inspect-channel.js';
import type { GeneratorInspection } from './inspect-generator.js';
import type { ModelInspection } from './inspect-model.js';

const MOST_COLUMNS = 16;

export function title(
  kind: string,
  name: string,
  parameters: Readonly<Record<string, number>>,
  colours: Colours,
): string {
  const values = Object.entries(parameters).map(([key, value]) => `${key} = ${formatNumber(value)}`);
  return `${kind} ${colours.bold(name)}${values.length > 0 ? `(${values.join(', ')})` : ''}`;
}

export function checkText({ holds, residual }: Check, colours: Colours): string {
  return `${holds ? colours.green('yes') : colours.yellow('no')} ${colours.dim(`(residual ${residual.toExponential(1)})`)}`;
}

function matrixText(matrix: readonly (readonly number[])[]): string {
  const shown = matrix.slice(0, MOST_COLUMNS).map((row) => row.slice(0, MOST_COLUMNS).map((value) => value.toFixed(6)));
  const more = matrix.length > MOST_COLUMNS ? `\n  … ${matrix.length} × ${matrix.length}; --json gives all of it` : '';
  return formatTable(shown, { indent: 2 }) + more;
}

/** A channel for people. */
export function describeChannel(channel: ChannelInspection, colours: Colours): string {
  const { bold, dim } = colours;
  const facts: string[][] = [
    ['dimensions', channel.dims.join(' × ')],
    ['trace preserving', checkText(channel.checks.tracePreserving, colours)],
    ['completely positive', checkText(channel.checks.completelyPositive, colours)],
    ['unital', checkText(channel.checks.unital, colours)],
  ];
  const { krausRank, averageGateFidelity, unitarity, fixedPoint, mixing, transition } = channel;
  if (krausRank !== undefined) facts.push(['Kraus rank', String(krausRank)]);
  if (averageGateFidelity !== undefined) facts.push(['average gate fidelity', formatNumber(averageGateFidelity)]);
  if (unitarity !== undefined) facts.push(['unitarity', formatNumber(unitarity)]);
  if (fixedPoint !== undefined) {
    const populations = fixedPoint.populations.map((p) => formatNumber(p)).join(' ');
    facts.push(['fixed point', `${populations}${fixedPoint.unique ? '' : dim(' (one of several)')}`]);
  }
  if (mixing !== undefined) {
    facts.push(['second eigenvalue', formatNumber(mixing.secondEigenvalue)]);
    facts.push(['steps to mix', mixing.steps === null ? 'never' : String(mixing.steps)]);
  }
  const lines = [title('channel', channel.name, channel.parameters, colours), formatTable(facts, { indent: 2 })];
  if (transition !== undefined) {
    lines.push('', `${bold('transition matrix')} ${dim('row i, column j: probability j → i')}`, matrixText(transition));
  }
  return lines.join('\n');
}

/** A generator for people. */
export function describeGenerator(generator: GeneratorInspection, colours: Colours): string {
  const facts: string[][] = [
    ['dimensions', generator.dims.join(' × ')],
    ['Hamiltonian Hermitian', checkText(generator.checks.hermitian, colours)],
    ['stationary state', checkText(generator.checks.stationaryState, colours)],
    ['jump operators', String(generator.jumps)],
    ['slowest decay rate', formatNumber(generator.gap)],
  ];
  return [title('generator', generator.name, generator.parameters, colours), formatTable(facts, { indent: 2 })].join(
    '\n',
  );
}

/** A model for people: its parts and what the forward process leaves of the data. */
export function describeModel(model: ModelInspection, colours: Colours): string {
  const { bold, dim } = colours;
  const facts: string[][] = [
    ['data', `${model.data.name} = ${model.data.source.component}`],
    ['encode', model.encode.component],
    ['reverse', model.reverse.component],
    ['predict', model.predict],
    ['objective', model.objective.map((term) => term.component).join(' + ')],
    ['condition', model.condition.join(', ')],
  ];
  const lines = [title('model', model.name, model.parameters, colours), formatTable(facts, { indent: 2 })];
  for (const forward of model.forward) {
    const mode = forward.mode === undefined ? '' : `, ${forward.mode}`;
    const markov = forward.markov === false ? `; ${colours.yellow('not a Markov chain')}` : '';
    const matched =
      forward.matchedTime === undefined ? '' : `; matched time a step ${formatNumber(forward.matchedTime)}`;
    lines.push('', `${bold('forward')} ${forward.name} for ${forward.steps} steps${mode}${markov}${matched}`);
    const { information, distance, steps } = forward;
    if (information === undefined || distance === undefined) continue;
    const shown = [...new Set([0, 0.05, 0.1, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * steps)))];
    const rows = shown.map((t) => [
      String(t),
      `${formatNumber(information[t] ?? 0)} bits`,
      formatNumber(distance[t] ?? 0),
    ]);
    lines.push(
      formatTable([[dim('step'), dim('information left'), dim('distance to stationary')], ...rows], { indent: 2 }),
    );
  }
  return lines.join('\n');
}
