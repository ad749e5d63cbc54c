/** Runs in the page of a preview: shows the picture, zooms, and goes through it by keys. */
import type { FromPage, ToPage } from '../previews/index.js';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();
const STEP = 1.25;
const LEAST = 0.25;
const MOST = 4;
let zoom = 1;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
}
const picture = element('picture');
const summary = element('summary');
const stale = element('stale');

const operations = (): SVGElement[] => [...picture.querySelectorAll<SVGElement>('.op')];

function scale(): void {
  const svg = picture.querySelector('svg');
  if (svg === null) return;
  svg.setAttribute('width', String(svg.viewBox.baseVal.width * zoom));
  svg.setAttribute('height', String(svg.viewBox.baseVal.height * zoom));
}

function zoomTo(wanted: number): void {
  zoom = Math.min(MOST, Math.max(LEAST, wanted));
  element('natural').textContent = `${Math.round(zoom * 100)} %`;
  scale();
}

function show({ svg, summary: text }: Extract<ToPage, { kind: 'picture' }>): void {
  const focused = operations().indexOf(document.activeElement as SVGElement);
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  picture.replaceChildren(document.importNode(parsed, true));
  scale();
  // One stop for the Tab key; arrows go on from there.
  for (const [index, operation] of operations().entries()) operation.tabIndex = index === 0 ? 0 : -1;
  if (focused >= 0) go(focused);
  summary.textContent = text;
  stale.hidden = true;
  picture.classList.remove('stale');
}

function go(index: number): void {
  const all = operations();
  const target = all[Math.min(all.length - 1, Math.max(0, index))];
  if (target === undefined) return;
  for (const operation of all) operation.tabIndex = operation === target ? 0 : -1;
  target.focus();
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function reveal(target: EventTarget | null): void {
  const operation = target instanceof Element ? target.closest<SVGElement>('.op') : null;
  if (operation !== null) editor.postMessage({ kind: 'reveal', operation: Number(operation.dataset.index) });
}

picture.addEventListener('click', ({ target }) => reveal(target));
picture.addEventListener('keydown', (event) => {
  const at = operations().indexOf(document.activeElement as SVGElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: operations().length - 1 }[event.key];
  if (to !== undefined) go(to);
  else if (event.key === 'Enter' || event.key === ' ') reveal(event.target);
  else return;
  event.preventDefault();
});
element('larger').addEventListener('click', () => zoomTo(zoom * STEP));
element('smaller').addEventListener('click', () => zoomTo(zoom / STEP));
element('natural').addEventListener('click', () => zoomTo(1));
element('export').addEventListener('click', () => editor.postMessage({ kind: 'export' }));

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === 'picture') show(data);
  if (data.kind === 'stale') {
    stale.textContent = data.reason;
    stale.hidden = false;
    picture.classList.add('stale');
  }
});
editor.postMessage({ kind: 'ready' });
