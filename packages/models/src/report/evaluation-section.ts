import { type Html, html } from './html.js';

export function evaluationSection(evaluation: unknown): Html | undefined {
  if (evaluation === undefined) return undefined;
  return html`<section><h2>Metrics</h2><pre>${JSON.stringify(evaluation, null, 2)}</pre></section>`;
}
