import type { MetricsLine } from '../runs/index.js';
import { formatNumber } from './axis.js';
import { type Html, html } from './html.js';
import { lineChart, type Series } from './line-chart.js';

type StepLine = Extract<MetricsLine, { kind: 'step' }>;
type ValidationLine = Extract<MetricsLine, { kind: 'validation' }>;

export function stepLines(metrics: readonly MetricsLine[]): StepLine[] {
  return metrics.filter((line): line is StepLine => line.kind === 'step');
}

export function validationLines(metrics: readonly MetricsLine[]): ValidationLine[] {
  return metrics.filter((line): line is ValidationLine => line.kind === 'validation');
}

/** Loss curves (linear and logarithmic), the bound in bits per dimension, and the gradient's norm. */
export function trainingSection(metrics: readonly MetricsLine[]): Html {
  const steps = stepLines(metrics);
  const validations = validationLines(metrics);
  if (steps.length === 0) return html`<section><h2>Loss</h2><p>No step has been recorded yet.</p></section>`;
  const nats = (value: number): string => `${value.toPrecision(4)} nats per pixel`;
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
      yLabel: 'loss, nats per pixel',
      scale,
      formatY: nats,
    });
  const bits = html`<h3>Bound on the likelihood (validation)</h3>${lineChart(
    [
      {
        name: 'validation',
        colour: 2,
        dots: true,
        points: validations.map(({ step, bitsPerDim }) => ({ x: step, y: bitsPerDim })),
      },
    ],
    {
      title: 'Bits per dimension by step',
      xLabel: 'step',
      yLabel: 'bits per dimension',
      scale: 'linear',
      height: 220,
      formatY: (v) => `${v.toPrecision(4)} bits`,
    },
  )}`;
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
<p class="soft">${caption(steps, validations)}</p>
${validations.length > 1 ? bits : undefined}${steps.length > 1 ? norms : undefined}</section>`;
}

function caption(steps: readonly StepLine[], validations: readonly ValidationLine[]): string {
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
    parts.push(
      `The best validation loss, ${best.loss.toPrecision(4)}, was at step ${formatNumber(best.step, 1)} (${best.bitsPerDim.toPrecision(4)} bits per dimension); validation noise is the same each time.`,
    );
  }
  return parts.join(' ');
}
