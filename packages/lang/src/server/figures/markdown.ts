import type { BlochMap } from '@kraus/core';
import { blochPicture } from './bloch-picture.js';
import type { CircuitAtWork, ForwardAtWork, OperatorAtWork } from './figures.js';

function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}

function atValues(values: Readonly<Record<string, number>>): string {
  const listed = Object.entries(values).map(([name, value]) => `${name} = ${short(value)}`);
  return listed.length === 0 ? '' : ` at ${listed.join(', ')}`;
}

/** Populations as a list of at most eight. */
function populations(values: readonly number[]): string {
  return values.map((p) => short(Math.abs(p) < 5e-5 ? 0 : p)).join(', ');
}

/** The figures of a channel, gate or generator in Markdown. */
export function operatorText(operator: OperatorAtWork): string {
  const { proof, program } = operator;
  const text = figuresText(operator);
  if (proof === undefined) return text;
  const claim = program.kind === 'generator' ? 'The Hamiltonian is Hermitian' : 'Keeps the trace';
  const told =
    proof.verdict === 'proved'
      ? `${claim} for all values of its parameters: proved.`
      : `${claim} at sampled values of its parameters; not decided for all: ${proof.because}.`;
  return `${text}\n\n${told}`;
}

function figuresText({ values, program, figures }: OperatorAtWork): string {
  if (program.kind === 'generator') {
    return `Lindblad generator on dimension ${product(program.dims)}${atValues(values)}: ${program.jumps.length} jump operator${program.jumps.length === 1 ? '' : 's'}`;
  }
  if (figures === undefined) return `Acts on dimension ${product(program.dims)}${atValues(values)}`;
  const { krausRank, averageGateFidelity, unitarity, fixedPoint, bloch } = figures;
  const rows = [
    ['Kraus rank', String(krausRank)],
    ['average gate fidelity', short(averageGateFidelity)],
    ['unitarity', short(unitarity)],
    [
      fixedPoint.unique ? 'fixed point' : 'a fixed point',
      `populations ${populations(fixedPoint.populations)}${fixedPoint.unique ? '' : ' (there are others)'}`,
    ],
  ];
  const table = [
    `| figure | value${atValues(values)} |`,
    '| --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  return [...table, ...(bloch === undefined ? [] : ['', picture(bloch)])].join('\n');
}

function picture(bloch: BlochMap): string {
  return `![Bloch ball and its image](data:image/svg+xml;utf8,${encodeURIComponent(blochPicture(bloch))})`;
}

/** Depth, gates and parameters of a circuit in Markdown. */
export function circuitText({ values, lowered, depth, counts }: CircuitAtWork): string {
  const { program } = lowered;
  const gates = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} × ${count}`);
  return [
    `| figure | value${atValues(values)} |`,
    '| --- | --- |',
    `| wires | ${program.dims.length} |`,
    `| depth | ${depth} |`,
    `| operations | ${gates.join(', ') || 'none'} |`,
    `| trainable parameters | ${program.parameters} |`,
    ...(program.inputs > 0 ? [`| inputs | ${program.inputs} |`] : []),
  ].join('\n');
}

/** What each forward process of a model leaves of the data, in Markdown. */
export function forwardText(processes: readonly ForwardAtWork[]): string {
  const rows = processes.map(({ spec, figures }) => {
    const name = spec.kind === 'component' ? spec.process.component : spec.name;
    if (figures === undefined) return `| ${name} | ${spec.steps} | | |`;
    const left = `${short(figures.informationLeft)} of ${short(figures.informationAtStart)} bits`;
    return `| ${name} | ${spec.steps} | ${figures.stepsToMix ?? `more than ${spec.steps}`} | ${left} |`;
  });
  return ['| forward process | steps | steps to mix | information left |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function product(dims: readonly number[]): number {
  return dims.reduce((total, d) => total * d, 1);
}
