/** Runs in the page of a dashboard: draws what it is told of a run, and asks for what its buttons do. */
import { type Curve, type DrawnCurves, drawCurves, nearest } from '../curves/index.js';
import type { FromDashboard, RunPicture, RunState, ToDashboard } from '../training-dashboard/schema.js';
import { element, fill } from './elements.js';

interface View {
  folder: string;
  quantity: string;
  log: boolean;
  smoothing: number;
  compare: string[];
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromDashboard): void;
  getState(): Partial<View> | undefined;
  setState(view: View): void;
};

const HEIGHT = 260;
const STATUS = {
  running: 'Running',
  stopped: 'Stopped, saved',
  done: 'Finished',
  failed: 'Failed',
  killed: 'Ended without saving',
} as const;

const editor = acquireVsCodeApi();
// From the first moment on: the window may be reloaded at any time.
const folder = document.querySelector<HTMLElement>('[data-folder]')?.dataset.folder ?? '';
const view: View = { quantity: 'loss', log: false, smoothing: 0.6, compare: [], ...editor.getState(), folder };
editor.setState(view);
const chart = element('chart');
const quantity = element('quantity') as HTMLSelectElement;
const log = element('log') as HTMLInputElement;
const smoothing = element('smoothing') as HTMLInputElement;
const picture = element('picture') as HTMLImageElement;

let told: Extract<ToDashboard, { kind: 'run' }> | undefined;
let curves: readonly Curve[] = [];
let drawn: DrawnCurves | undefined;
let cursor: number | undefined;
/** The picture that was chosen; the newest one while undefined. */
let chosen: string | undefined;

const figure = (value: number) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

function showHeader(run: RunState): void {
  element('name').textContent = run.name;
  const status = element('status');
  status.textContent = STATUS[run.status];
  status.className = run.status;
  const problem = element('problem');
  problem.hidden = run.note === '' || run.status === 'running';
  problem.textContent = run.note;
  const running = run.status === 'running';
  element('stop').hidden = !running;
  element('resume').hidden = running || run.status === 'done';
  for (const id of ['branch', 'sample', 'evaluate']) element(id).hidden = run.checkpoints.length === 0;
  for (const id of ['sample', 'evaluate']) (element(id) as HTMLButtonElement).disabled = running;
  const progress = element('progress') as HTMLProgressElement;
  progress.value = run.steps > 0 ? run.step / run.steps : 0;
  progress.hidden = run.status === 'done';
  element('pace').textContent = [
    `step ${run.step} of ${run.steps}`,
    ...(run.loss === undefined ? [] : [`loss ${figure(run.loss)}`]),
    ...(run.best === undefined ? [] : [`best validation ${figure(run.best.loss)} at step ${run.best.step}`]),
    ...(run.rate === undefined ? [] : [`${figure(Number(run.rate.toPrecision(3)))} steps/s`]),
    ...(run.itemsRate === undefined ? [] : [`${Math.round(run.itemsRate)} items/s`]),
    ...(run.secondsLeft === undefined ? [] : [`${duration(run.secondsLeft)} left`]),
    ...(run.seconds > 0 ? [`${duration(run.seconds)} so far`] : []),
  ].join(' · ');
}

function showChart(): void {
  if (told === undefined) return;
  const { run, compared } = told;
  const all = [{ name: run.name, quantities: run.quantities }, ...compared];
  const names = run.quantities.map(({ name, label }) => ({ name, label }));
  if (quantity.options.length !== names.length) {
    fill(
      quantity,
      names.map(({ name, label }) => new Option(label, name)),
    );
  }
  if (!names.some(({ name }) => name === view.quantity)) view.quantity = 'loss';
  quantity.value = view.quantity;
  curves = all.flatMap(({ name, quantities }, k): Curve[] => {
    const own = quantities.find((each) => each.name === view.quantity);
    if (own === undefined) return [];
    const many = all.length > 1;
    const curve = (part: string, dots: boolean, points: Curve['points']): Curve[] =>
      points.length === 0
        ? []
        : [{ name: many ? `${name}, ${part}` : part, run: many ? k : dots ? 1 : 0, dots, points }];
    return [...curve('training', false, own.training), ...curve('validation', true, own.validation)];
  });
  const label = names.find(({ name }) => name === view.quantity)?.label ?? '';
  drawn = drawCurves(curves, {
    width: Math.max(150, chart.clientWidth),
    height: HEIGHT,
    scale: view.log ? 'log' : 'linear',
    smoothing: view.smoothing,
    yLabel: label,
    title: `${label} by step: ${curves.map(({ name, points }) => `${name} ends at ${figure(points.at(-1)?.y ?? 0)}`).join('; ')}`,
  });
  const parsed = new DOMParser().parseFromString(drawn.svg, 'image/svg+xml').documentElement;
  chart.replaceChildren(document.importNode(parsed, true));
  fill(element('legend'), curves.length < 2 ? [] : curves.map(legendEntry));
  showCursor();
}

function legendEntry({ name, run, dots }: Curve): HTMLElement {
  const entry = document.createElement('span');
  const mark = dots ? '<circle cx="12" cy="5" r="3"/>' : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="key run${run % 6}" width="24" height="10"><line x1="0" x2="24" y1="5" y2="5" stroke-width="2"/>${mark}</svg>`;
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  entry.append(document.importNode(parsed, true), name);
  return entry;
}

function showCursor(): void {
  const line = chart.querySelector('.cursor');
  const reading = element('reading');
  if (cursor === undefined || drawn === undefined || line === null) {
    reading.textContent = '';
    return;
  }
  const found = curves.flatMap(({ name, points }) => {
    const point = nearest(points, cursor as number);
    return point === undefined ? [] : [{ name, ...point }];
  });
  const first = found[0];
  if (first === undefined) return;
  const x = drawn.at(first.x);
  line.setAttribute('x1', String(x));
  line.setAttribute('x2', String(x));
  reading.textContent = `step ${Math.round(first.x)}: ${found.map(({ name, y }) => `${name} ${figure(y)}`).join(', ')}`;
}

function showPictures({ pictures }: RunState): void {
  const strip = element('strip');
  element('samples-section').hidden = pictures.length === 0;
  const shown = pictures.find(({ file }) => file === chosen) ?? newest(pictures);
  if (shown === undefined) return;
  if (picture.getAttribute('src') !== shown.address) picture.src = shown.address;
  picture.alt = shown.title;
  element('caption').textContent = shown.title;
  const known = [...strip.querySelectorAll<HTMLButtonElement>('button')];
  if (known.map(({ dataset }) => dataset.file).join() !== pictures.map(({ file }) => file).join()) {
    const focused = known.find((button) => button === document.activeElement)?.dataset.file;
    fill(strip, pictures.map(thumbnail));
    for (const button of strip.querySelectorAll<HTMLButtonElement>('button'))
      if (button.dataset.file === focused) button.focus();
  }
  for (const button of strip.querySelectorAll<HTMLButtonElement>('button')) {
    const selected = button.dataset.file === shown.file;
    button.setAttribute('aria-selected', String(selected));
    button.tabIndex = selected ? 0 : -1;
  }
}

/** What was drawn last: after training by `kraus sample`, on the way at the last step. */
function newest(pictures: readonly RunPicture[]): RunPicture | undefined {
  return (
    pictures.find(({ file }) => file === 'samples.png') ??
    pictures.filter(({ step }) => step !== undefined).at(-1) ??
    pictures[0]
  );
}

function thumbnail({ file, title, address }: RunPicture): HTMLElement {
  const button = document.createElement('button');
  const image = document.createElement('img');
  image.src = address;
  image.alt = '';
  button.append(image);
  button.dataset.file = file;
  button.title = title;
  button.setAttribute('role', 'option');
  button.setAttribute('aria-label', title);
  button.addEventListener('click', () => choose(file));
  return button;
}

function choose(file: string): void {
  chosen = file;
  if (told !== undefined) showPictures(told.run);
}

function row(
  cells: readonly { readonly text: string; readonly number?: boolean; readonly head?: boolean }[],
): HTMLElement {
  const tr = document.createElement('tr');
  for (const { text, number, head } of cells) {
    const cell = document.createElement(head === true ? 'th' : 'td');
    cell.textContent = text;
    if (number === true) cell.className = 'number';
    tr.append(cell);
  }
  return tr;
}

const BETTER: Readonly<Record<string, string>> = {
  lower: 'lower is better',
  higher: 'higher is better',
  floor: 'good is near the real one',
};

function showTables({ figures, facts }: RunState): void {
  element('figures-section').hidden = figures.length === 0;
  const titles = ['Metric', 'Value', 'Standard error', 'Real against real', 'Untrained', ''];
  fill(element('figures-head'), [row(titles.map((text, k) => ({ text, head: true, number: k > 0 && k < 5 })))]);
  const shown = (value: number | undefined) => ({ text: value === undefined ? '–' : figure(value), number: true });
  fill(
    element('figures'),
    figures.map(({ title, value, error, floor, untrained, better }) =>
      row([
        { text: title },
        shown(value),
        shown(error),
        shown(floor),
        shown(untrained),
        { text: BETTER[better] ?? '' },
      ]),
    ),
  );
  fill(
    element('facts'),
    facts.map(([name, text]) => row([{ text: name, head: true }, { text }])),
  );
}

function showOthers(others: readonly { folder: string; name: string }[]): void {
  element('compare').hidden = others.length === 0;
  const list = element('others');
  if (
    [...list.querySelectorAll('input')].map(({ value }) => value).join() === others.map(({ folder }) => folder).join()
  )
    return;
  fill(
    list,
    others.map(({ folder, name }) => {
      const label = document.createElement('label');
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.value = folder;
      box.checked = view.compare.includes(folder);
      box.addEventListener('change', () => {
        view.compare = box.checked ? [...view.compare, folder] : view.compare.filter((each) => each !== folder);
        editor.setState(view);
        editor.postMessage({ kind: 'compare', folders: view.compare });
      });
      label.append(box, ` ${name}`);
      return label;
    }),
  );
}

function step(by: number): void {
  const points = curves[0]?.points ?? [];
  const at = points.findIndex(({ x }) => x === nearest(points, cursor ?? Number.POSITIVE_INFINITY)?.x);
  const from = cursor === undefined ? points.length : at;
  cursor = points[Math.min(points.length - 1, Math.max(0, from + by))]?.x;
  showCursor();
}

chart.addEventListener('pointermove', ({ clientX }) => {
  cursor = drawn?.stepAt(clientX - chart.getBoundingClientRect().left);
  showCursor();
});
chart.addEventListener('pointerleave', () => {
  cursor = undefined;
  showChart();
});
chart.addEventListener('keydown', (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 }[event.key];
  if (by === undefined) return;
  step(by);
  event.preventDefault();
});
element('strip').addEventListener('keydown', (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined || told === undefined) return;
  const buttons = [...element('strip').querySelectorAll<HTMLButtonElement>('button')];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by];
  if (next?.dataset.file !== undefined) choose(next.dataset.file);
  next?.focus();
  event.preventDefault();
});

function changed(): void {
  view.quantity = quantity.value;
  view.log = log.checked;
  view.smoothing = Number(smoothing.value);
  element('smoothing-value').textContent = view.smoothing.toFixed(2);
  editor.setState(view);
  showChart();
}
log.checked = view.log;
smoothing.value = String(view.smoothing);
element('smoothing-value').textContent = view.smoothing.toFixed(2);
for (const control of [quantity, log, smoothing]) control.addEventListener('input', changed);
for (const action of ['stop', 'resume', 'branch', 'sample', 'evaluate', 'report'] as const)
  element(action).addEventListener('click', () => editor.postMessage({ kind: 'act', action }));
new ResizeObserver(showChart).observe(chart);

window.addEventListener('message', ({ data }: MessageEvent<ToDashboard>) => {
  if (data.kind === 'absent') {
    element('problem').textContent = data.reason;
    element('problem').hidden = false;
    return;
  }
  told = data;
  showHeader(data.run);
  showOthers(data.others);
  showChart();
  showPictures(data.run);
  showTables(data.run);
});
editor.postMessage({ kind: 'compare', folders: view.compare });
editor.postMessage({ kind: 'ready' });
