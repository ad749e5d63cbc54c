import { formatNumber } from '../drawings/index.js';
import type { ModelFacts } from '../generative-model/index.js';
import type { MetricsLine } from '../runs/index.js';
import { type Html, html } from './html.js';
import { lineChart, type Series } from './line-chart.js';

type StepLine = Extract<MetricsLine, { kind: 'step' }>;
export type ValidationLine = Extract<MetricsLine, { kind: 'validation' }>;

export function stepLines(metrics: readonly MetricsLine[]): StepLine[] {
  return metrics.filter((line): line is StepLine => line.kind === 'step');
}

export function validationLines(metrics: readonly MetricsLine[]): ValidationLine[] {
  return metrics.filter((line): line is ValidationLine => line.kind === 'validation');
}

/** Loss curves (linear and logarithmic), the figures of the validation, and the gradient's norm. */
export function trainingSection(metrics: readonly MetricsLine[], facts: ModelFacts): Html {
  const steps = stepLines(metrics);
  const validations = validationLines(metrics);
  if (steps.length === 0) return html`<section><h2>Loss</h2><p>No step has been recorded yet.</p></section>`;
  const withUnit = (value: number): string => `${value.toPrecision(4)} ${facts.lossUnit}`;
  const losses: Series[] = [
    { name: 'training', colour: 1, points: steps.map(({ step, loss }) => ({ x: step, y: loss })) },
  ];
  if (validations.length > 0) {
    losses.push({
      name: 'validation',
      colour: 2,
      dots: true,
      points: validations.map(({ step, loss }) => ({ x: step, y: loss })),
    });
  }
  const chart = (scale: 'linear' | 'log'): Html =>
    lineChart(losses, {
      title: `Loss by step, ${scale} scale`,
      xLabel: 'step',
      yLabel: `loss, ${facts.lossUnit}`,
      scale,
      formatY: withUnit,
    });
  const figures = facts.figures.map(
    ({ term, title, unit }) =>
      html`<h3>${title} (validation)</h3>${lineChart(
        [
          {
            name: 'validation',
            colour: 2,
            dots: true,
            points: validations.flatMap(({ step, terms }) =>
              terms[term] === undefined ? [] : [{ x: step, y: terms[term] }],
            ),
          },
        ],
        {
          title: `${title} by step`,
          xLabel: 'step',
          yLabel: unit,
          scale: 'linear',
          height: 220,
          formatY: (v) => `${v.toPrecision(4)} ${unit}`,
        },
      )}`,
  );
  const norms = html`<h3>Norm of the gradient, before clipping</h3>${lineChart(
    [{ name: 'gradient', colour: 1, points: steps.map(({ step, gradientNorm }) => ({ x: step, y: gradientNorm })) }],
    {
      title: 'Gradient norm by step',
      xLabel: 'step',
      yLabel: 'norm',
      scale: 'log',
      height: 200,
      formatY: (v) => v.toPrecision(3),
    },
  )}`;
  return html`<section><h2>Loss</h2>
<input class="pick" type="radio" name="scale" id="scale-linear" checked><input class="pick" type="radio" name="scale" id="scale-log">
<div class="switch"><label for="scale-linear">linear</label><label for="scale-log">logarithmic</label></div>
<div class="view linear">${chart('linear')}</div><div class="view log">${chart('log')}</div>
<p class="soft">${caption(steps, validations, facts)}</p>
${validations.length > 1 ? figures : undefined}${steps.length > 1 ? norms : undefined}</section>`;
}

function caption(steps: readonly StepLine[], validations: readonly ValidationLine[], { figures }: ModelFacts): string {
  const last = steps.at(-1);
  const best = validations.reduce<ValidationLine | undefined>(
    (a, b) => (a === undefined || b.loss < a.loss ? b : a),
    undefined,
  );
  const parts = [
    'Each point is the mean of the steps since the one before; the band is the range of the points joined into it.',
  ];
  if (last !== undefined) parts.push(`At the last step the training loss was ${last.loss.toPrecision(4)}.`);
  if (best !== undefined) {
    const read = figures.flatMap(({ term, unit }) => {
      const value = best.terms[term];
      return value === undefined ? [] : [`${value.toPrecision(4)} ${unit}`];
    });
    const also = read.length === 0 ? '' : ` (${read.join(', ')})`;
    parts.push(
      `The best validation loss, ${best.loss.toPrecision(4)}, was at step ${formatNumber(best.step, 1)}${also}; validation noise is the same each time.`,
    );
  }
  return parts.join(' ');
}
