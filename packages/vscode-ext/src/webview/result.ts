/** Runs in the page of a result: a bar an outcome, sorted and filtered, beside the run before. */
import type { FromResultPage, Outcome, ToResultPage } from '../run-results/schema.js';
import { element, fill } from './elements.js';

declare function acquireVsCodeApi(): { postMessage(message: FromResultPage): void };

const editor = acquireVsCodeApi();
const order = element('order') as HTMLSelectElement;
const filter = element('filter') as HTMLInputElement;
const MOST = 256;
const SVG = 'http://www.w3.org/2000/svg';
let told: ToResultPage | undefined;

const figure = (value: number) => String(Number(value.toPrecision(4)));

function shown(outcomes: readonly Outcome[]): readonly Outcome[] {
  const asked = filter.value.trim();
  const fits = ({ name }: Outcome) =>
    asked === '' || (name.length === asked.length && [...asked].every((sign, k) => sign === '?' || sign === name[k]));
  const all = outcomes.filter(fits);
  return order.value === 'share' ? all.toSorted((a, b) => b.share - a.share) : all;
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function bar({ share, error }: Outcome, before: number | undefined, most: number): SVGElement {
  const place = (value: number) => (100 * Math.max(0, value)) / most;
  const root = svg('svg', { viewBox: '0 0 100 14', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  root.append(svg('rect', { class: 'share', x: 0, y: 1, width: place(share), height: 12 }));
  const line = (name: string, x1: number, x2: number, y1: number, y2: number) =>
    root.append(svg('line', { class: name, x1, x2, y1, y2, 'vector-effect': 'non-scaling-stroke' }));
  if (error !== undefined && error > 0) line('error', place(share - error), place(share + error), 7, 7);
  if (before !== undefined) line('before', place(before), place(before), 0, 14);
  return root;
}

function row(outcome: Outcome, before: number | undefined, most: number): HTMLElement {
  const { name, count, share, error } = outcome;
  const { result } = told as ToResultPage;
  const tr = document.createElement('tr');
  tr.className = 'cell';
  const shares = `${figure(share)}${error === undefined ? '' : ` ± ${figure(error)}`}`;
  const counted = count === undefined ? '' : `${count} of ${result.shots}, `;
  tr.setAttribute(
    'aria-label',
    `${name}: ${counted}${shares}${before === undefined ? '' : `, before ${figure(before)}`}`,
  );
  const cell = (kind: string, content: string | Node, className = '') => {
    const made = document.createElement(kind);
    made.className = className;
    made.append(content);
    tr.append(made);
  };
  cell('th', name);
  cell('td', bar(outcome, before, most), 'bar');
  cell('td', count === undefined ? '' : String(count), 'number');
  cell('td', shares, 'number');
  return tr;
}

function draw(): void {
  if (told === undefined) return;
  const { result, before } = told;
  element('heading').textContent = result.heading;
  element('facts').textContent = result.facts;
  const expectations = element('expectations');
  fill(
    expectations.querySelector('tbody') as HTMLElement,
    result.expectations.map(({ of, value, error }) => {
      const tr = document.createElement('tr');
      for (const text of [of, `${figure(value)}${error === undefined ? '' : ` ± ${figure(error)}`}`])
        tr.insertCell().textContent = text;
      return tr;
    }),
  );
  const compared = element('compared');
  compared.hidden = before === undefined;
  compared.textContent =
    before === undefined ? '' : `The mark on each bar is the run before: ${before.heading}, ${before.facts}.`;
  const all = shown(result.outcomes);
  const earlier = new Map(before?.outcomes.map(({ name, share }) => [name, share]));
  const most = Math.max(1e-9, ...[...all, ...(before?.outcomes ?? [])].map(({ share, error = 0 }) => share + error));
  fill(
    element('outcomes').querySelector('tbody') as HTMLElement,
    all
      .slice(0, MOST)
      .map((outcome) => row(outcome, before === undefined ? undefined : (earlier.get(outcome.name) ?? 0), most)),
  );
  const more = element('more');
  more.hidden = all.length <= MOST && all.length > 0;
  more.textContent =
    all.length === 0
      ? 'No outcome fits the filter.'
      : `${all.length - MOST} more outcomes: filter them, or export all as CSV.`;
}

order.addEventListener('change', draw);
filter.addEventListener('input', draw);
element('export').addEventListener('click', () => {
  if (told !== undefined)
    editor.postMessage({ kind: 'export', outcomes: shown(told.result.outcomes).map(({ name }) => name) });
});
window.addEventListener('message', ({ data }: MessageEvent<ToResultPage>) => {
  told = data;
  draw();
});
editor.postMessage({ kind: 'ready' });
