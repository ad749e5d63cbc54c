import {
  type ClassifierResult,
  type Evaluation,
  formatNumber,
  type MemorisationResult,
  type MetricResult,
} from '../metrics/index.js';
import { type Html, html } from './html.js';

/** What `evaluation.json` holds: the trained model's evaluation and, for scale, the untrained one's. */
export interface RunEvaluation {
  readonly trained: Evaluation;
  readonly untrained?: Evaluation | undefined;
}

/** Reads the content of `evaluation.json`; undefined if it is of no form that this version knows. */
export function readEvaluationForm(content: unknown): RunEvaluation | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const untrained = 'untrained' in content && isEvaluation(content.untrained) ? content.untrained : undefined;
  if (isEvaluation(content)) return { trained: content, untrained };
  return 'trained' in content && isEvaluation(content.trained) ? { trained: content.trained, untrained } : undefined;
}

function isEvaluation(content: unknown): content is Evaluation {
  return (
    typeof content === 'object' &&
    content !== null &&
    'version' in content &&
    content.version === 1 &&
    'metrics' in content &&
    Array.isArray(content.metrics)
  );
}

/** The metrics with spread, floor, the untrained model's value, extractor, hash and counts. */
export function evaluationSection(content: unknown): Html | undefined {
  if (content === undefined) return undefined;
  const evaluation = readEvaluationForm(content);
  if (evaluation === undefined) {
    return html`<section><h2>Metrics</h2><p>evaluation.json was written by another version of Kraus; evaluate again to show it here.</p></section>`;
  }
  const { trained, untrained } = evaluation;
  const titles = [
    'Metric',
    'Value',
    '95 % interval',
    'Real against real',
    ...(untrained === undefined ? [] : ['Untrained model']),
    'Samples',
    'Reference',
  ];
  const head = titles.map((title, i) => html`<th${i > 0 && i < titles.length - 1 ? NUMBER : undefined}>${title}</th>`);
  const rows = trained.metrics.map((result) => row(result, untrained));
  const { samples, data } = trained;
  return html`<section><h2>Metrics</h2>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft">${samples.count} samples of ${samples.shape.join(' × ')} against ${data.name} (${data.source}: ${data.counts.train} training, ${data.counts.validation} validation, ${data.counts.test} test). Real data: ${data.preparation}. Seed ${trained.seed}. “Real against real” is what a perfect model would score with as many samples. Only numbers of the same extractor, counts and resize rule compare.</p>
${trained.metrics.map((result) => (result.metric === 'classifier' ? classes(result) : result.metric === 'memorisation' ? neighbours(result) : undefined))}
<h3>How they were measured</h3>${extractors(trained.metrics)}<ul class="soft">${readings(trained.metrics).map((line) => html`<li>${line}</li>`)}</ul></section>`;
}

const NUMBER = html` class="number"`;

function row(result: MetricResult, untrained: Evaluation | undefined): Html {
  const { title, value, spread, floor, counts, against } = result;
  const interval = spread === null ? '–' : `${signed(spread.interval95[0])} … ${signed(spread.interval95[1])}`;
  const real =
    floor === null
      ? '–'
      : `${signed(floor.value)}${floor.deviation === null ? '' : ` ± ${formatNumber(floor.deviation)}`}`;
  const before = untrained?.metrics.find((other) => other.title === title);
  return html`<tr><td>${capital(title)}${BETTER[result.better]}</td><td class="number"><strong>${signed(value)}</strong></td><td class="number">${interval}</td><td class="number">${real}</td>${
    untrained && html`<td class="number">${before === undefined ? '–' : signed(before.value)}</td>`
  }<td class="number">${counts.samples}</td><td class="short">${counts.reference} ${against}</td></tr>`;
}

const BETTER: Readonly<Record<MetricResult['better'], Html>> = {
  lower: html`<small>lower is better</small>`,
  higher: html`<small>higher is better</small>`,
  floor: html`<small>good is near the real one</small>`,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** With a true minus sign. */
function signed(value: number): string {
  return formatNumber(value).replace(/^-/, '\u2212');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}

function classes({ details }: ClassifierResult): Html {
  const shown = details.classes.filter(({ share, realShare }) => share > 0 || realShare > 0);
  const rows = shown.map(
    (one) =>
      html`<tr><td>${one.label}</td><td class="number">${percent(one.share)}</td><td class="number">${percent(one.realShare)}</td><td class="number">${percent(one.confident)}</td><td class="number">${percent(one.realConfident)}</td></tr>`,
  );
  return html`<h3>Classes</h3><div class="scroll"><table><thead><tr><th>Classified as</th><th class="number">Samples</th><th class="number">Real images</th><th class="number">Confident, samples</th><th class="number">Confident, real</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft">Confident: probability of at least ${details.confidence}. Mean confidence ${details.meanConfidence.toFixed(3)}; distance of the two histograms (total variation) ${details.totalVariation.toFixed(3)}.</p>`;
}

function neighbours({ details }: MemorisationResult): Html {
  const spaces = [
    ['pixels', details.pixels],
    ['features', details.features],
  ] as const;
  const rows = spaces.map(
    ([name, one]) =>
      html`<tr><td>${name}</td><td class="number">${formatNumber(one.median)}</td><td class="number">${formatNumber(one.floorMedian)}</td><td class="number">${one.ratio === null ? '–' : formatNumber(one.ratio)}</td><td class="number">${formatNumber(one.minimum)}</td><td class="number">${percent(one.closeShare)}</td></tr>`,
  );
  return html`<h3>Nearest training images</h3><div class="scroll"><table><thead><tr><th>Distance by</th><th class="number">Samples (median)</th><th class="number">Test images (median)</th><th class="number">Ratio</th><th class="number">Nearest sample</th><th class="number">Closer than 5 % of test images</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft">A ratio far below 1 means copying. Samples equal to a training image in every pixel: ${details.copies} (test images: ${details.realCopies}).</p>`;
}

function extractors(metrics: readonly MetricResult[]): Html {
  const records = new Map(
    metrics.flatMap(({ extractor }) => (extractor === null ? [] : [[extractor.hash, extractor] as const])),
  );
  const rows = [...records.values()].map(
    ({ name, hash, dimension, preprocessing }) =>
      html`<tr><td>${name}</td><td>${dimension} features; ${preprocessing}<br>SHA-256 <code>${hash}</code></td></tr>`,
  );
  return html`<div class="scroll"><table class="facts"><tbody>${rows}</tbody></table></div>`;
}

/** What a reader must know, each sentence once. */
function readings(metrics: readonly MetricResult[]): string[] {
  const lines = metrics.flatMap((result) => [
    ...(result.spread === null ? [] : [`${result.title}, interval: ${result.spread.how}`]),
    ...(result.floor === null ? [] : [`${result.title}, real against real: ${result.floor.how}`]),
    ...(result.metric === 'fid' && result.details.quantisation !== null
      ? [
          `${result.title}, real images as prepared against the same at 256 levels: ${formatNumber(result.details.quantisation)}`,
        ]
      : []),
    ...(result.metric === 'kid'
      ? [
          `${result.title}, over ${result.details.subsets} subsets of ${result.details.subsetSize}: ${signed(result.details.subsetMean)} ± ${formatNumber(result.details.subsetDeviation)}`,
        ]
      : []),
    ...result.notes,
  ]);
  return [...new Set(lines.map(capital))];
}
