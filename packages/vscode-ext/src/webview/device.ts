/** Runs in the page of a device: shows the map coloured as chosen, and goes over it by keys. */
import type { FromDevicePage, ToDevicePage } from '../devices/schema.js';
import { element, fill } from './elements.js';

declare function acquireVsCodeApi(): { postMessage(message: FromDevicePage): void };

const editor = acquireVsCodeApi();
const map = element('map');
const quantity = element('quantity') as HTMLSelectElement;
const ramp = element('ramp') as HTMLTemplateElement;
let focused = 0;

const qubits = () => [...map.querySelectorAll<SVGGElement>('.qubit')];

function centre(qubit: SVGGElement): { x: number; y: number } {
  const { left, top, width, height } = qubit.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** The nearest qubit in a direction; the one that is there if there is none. */
function towards(from: SVGGElement, dx: number, dy: number): SVGGElement {
  const here = centre(from);
  const costs = qubits().map((qubit) => {
    const there = centre(qubit);
    const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
    const across = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
    return { qubit, cost: along > 1 ? along + 2 * across : Number.POSITIVE_INFINITY };
  });
  const best = costs.reduce((a, b) => (b.cost < a.cost ? b : a));
  return Number.isFinite(best.cost) ? best.qubit : from;
}

function read(target: EventTarget | null): void {
  const qubit = target instanceof Element ? target.closest<SVGGElement>('.qubit') : null;
  if (qubit !== null) element('reading').textContent = qubit.getAttribute('aria-label');
}

map.addEventListener('pointermove', ({ target }) => read(target));
map.addEventListener('focusin', ({ target }) => read(target));
map.addEventListener('keydown', (event) => {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const all = qubits();
  const now = all.find((qubit) => qubit === document.activeElement);
  const start = all[focused] ?? all[0];
  if (direction === undefined || start === undefined) return;
  const [dx = 0, dy = 0] = direction;
  const next = now === undefined ? start : towards(now, dx, dy);
  focused = all.indexOf(next);
  next.focus();
  event.preventDefault();
});
quantity.addEventListener('input', () => editor.postMessage({ quantity: quantity.value }));

window.addEventListener('message', ({ data }: MessageEvent<ToDevicePage>) => {
  const parsed = new DOMParser().parseFromString(data.svg, 'image/svg+xml').documentElement;
  map.replaceChildren(document.importNode(parsed, true));
  fill(
    element('legend'),
    data.legend.map(({ title, best, rest }) => {
      const line = document.createElement('p');
      line.append(`${title} ${best}`, ramp.content.cloneNode(true), rest);
      return line;
    }),
  );
});
editor.postMessage({ quantity: quantity.value });
