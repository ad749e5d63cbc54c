import { formatNumber } from '../drawings/index.js';
import type { ModelFacts } from '../generative-model/index.js';
import type { RunRecord } from '../runs/index.js';
import { evaluationSection } from './evaluation-section.js';
import { Html, html } from './html.js';
import { rerunSection } from './rerun-section.js';
import type { RunContent, RunPicture } from './run-content.js';
import { STYLE } from './style.js';
import { stepLines, trainingSection, type ValidationLine, validationLines } from './training-section.js';

/**
 * The report as one HTML page: no script, nothing fetched (a Content-Security-Policy says so), pictures inline, light
 * and dark by the reader's setting. The same run folder gives the same bytes.
 */
export function reportPage(content: RunContent): string {
  const { record } = content;
  const title = `${record.model.name}: report`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title><style>${new Html(STYLE)}</style></head><body><main>
${heading(content)}
${samplesSection(content)}
${trainingSection(content.metrics, content.record.facts)}
${evaluationSection(content.evaluation)}
${processSection(content)}
${rerunSection(record, content.script)}
</main></body></html>
`.text;
}

const STATUS: Readonly<Record<RunRecord['status'], string>> = {
  done: 'done',
  running: 'running',
  stopped: 'stopped, can go on',
  failed: 'failed',
};

function heading({ record, metrics }: RunContent): Html {
  const { data, facts } = record;
  const seconds = stepLines(metrics).at(-1)?.seconds;
  const best = validationLines(metrics).find(({ step }) => step === record.best?.step);
  const tiles: [string, string | undefined][] = [
    [
      'Steps',
      record.step === record.steps
        ? formatNumber(record.steps, 1)
        : `${formatNumber(record.step, 1)} of ${formatNumber(record.steps, 1)}`,
    ],
    ['Training data', formatNumber(data.counts.train, 1)],
    ['Parameters', formatNumber(record.parameters, 1)],
    ['Best validation', best === undefined ? undefined : bestFigure(best, facts)],
    ['Time', seconds === undefined ? undefined : duration(seconds)],
  ];
  const reverse = record.model.reverse.component;
  const parameters = Object.entries(record.model.parameters).map(([name, value]) => `${name} = ${value}`);
  return html`<header><h1>${record.model.name}<span class="status ${record.status}">${STATUS[record.status]}</span></h1>
<p class="soft">${data.name} (${data.provenance.source}, ${data.shape.join(' × ')}); ${facts.process}${parameters.length > 0 ? `, ${parameters.join(', ')}` : ''}; reverse model ${reverse}, begun ${record.created.slice(0, 10)}.</p>
${record.note === undefined ? undefined : html`<p>Note: ${record.note}</p>`}
<dl class="tiles">${tiles.map(([name, value]) => (value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl></header>`;
}

/** The first figure that people read, else the loss. */
function bestFigure(best: ValidationLine, { figures: [figure] }: ModelFacts): string {
  const value = figure === undefined ? undefined : best.terms[figure.term];
  return figure === undefined || value === undefined ? best.loss.toPrecision(4) : `${value.toFixed(3)} ${figure.unit}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Seconds in words. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function samplesSection({ samples, progress }: RunContent): Html | undefined {
  if (samples === undefined) return undefined;
  const fromTraining = progress.some(({ picture }) => picture === samples);
  const caption = fromTraining
    ? 'Drawn at the last picture of the training.'
    : 'Drawn from the trained model (kraus sample).';
  const grids = progress.map(
    ({ step, picture }) =>
      html`<figure>${image(picture, `Samples at step ${step}`)}<figcaption>step ${formatNumber(step, 1)}</figcaption></figure>`,
  );
  const history =
    progress.length < 2 ? undefined : html`<h3>As the training went on</h3><div class="row">${grids}</div>`;
  return html`<section><h2>Samples</h2><figure>${image(samples, 'What the model generated')}<figcaption>${caption}</figcaption></figure>${history}</section>`;
}

function processSection({ forward, reverse, record }: RunContent): Html | undefined {
  if (forward === undefined && reverse === undefined) return undefined;
  const { forwardCaption, reverseCaption, left } = record.facts;
  return html`<section><h2>The process</h2>
${forward && html`<figure>${image(forward, 'Data dissolving from left to right')}<figcaption>Forward. ${forwardCaption} ${sentence(left)}</figcaption></figure>`}
${reverse && html`<figure>${image(reverse, 'Data forming from left to right')}<figcaption>Reverse. ${reverseCaption}</figcaption></figure>`}</section>`;
}

function image(picture: RunPicture, alt: string): Html {
  const data = Buffer.from(picture.bytes).toString('base64');
  return html`<img alt="${alt}" width="${picture.width}" height="${picture.height}" src="data:image/png;base64,${data}">`;
}
