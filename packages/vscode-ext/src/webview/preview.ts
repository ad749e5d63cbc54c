/** Runs in the page of previews: shows what it is told in the view of its kind, and sends what sliders, clicks and keys ask for. */
import type { ExportFormat, FromPage, KeptState, ToPage } from '../previews/index.js';
import { CircuitView } from './circuit-view.js';
import { Sliders } from './controls.js';
import { DatasetView } from './dataset-view.js';
import { element } from './dom.js';
import { element as byId } from './elements.js';
import { ModelView } from './model-view.js';
import { OperatorView } from './operator-view.js';
import { pngOf } from './png.js';
import { ScheduleView } from './schedule-view.js';
import type { Answer, Surroundings, View } from './view.js';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; setState(state: KeptState): void };

const editor = acquireVsCodeApi();
const send = (message: FromPage) => editor.postMessage(message);
const FORMATS: Readonly<Record<ExportFormat, string>> = { svg: 'SVG', png: 'PNG', qasm: 'OpenQASM', csv: 'CSV' };

const around: Surroundings = {
  root: byId('view'),
  tools: byId('tools'),
  send,
  summarise: (text) => {
    byId('summary').textContent = text;
  },
};
const VIEWS: Readonly<Record<Answer['kind'], (own: Surroundings) => View>> = {
  circuit: (own) => new CircuitView(own),
  gate: (own) => new OperatorView(own),
  channel: (own) => new OperatorView(own),
  generator: (own) => new OperatorView(own),
  schedule: (own) => new ScheduleView(own),
  model: (own) => new ModelView(own),
  dataset: (own) => new DatasetView(own),
};

let shown: { readonly uri: string; readonly answer: Answer; readonly view: View } | undefined;
let following = true;
const sliders = new Sliders(byId('parameters'), (values) => send({ kind: 'set', values }));

function show(uri: string, answer: Answer): void {
  const same = shown?.uri === uri && shown.answer.name === answer.name && shown.answer.kind === answer.kind;
  if (!same) {
    shown?.view.close?.();
    around.tools.replaceChildren();
  }
  const view = same && shown !== undefined ? shown.view : VIEWS[answer.kind](around);
  shown = { uri, answer, view };
  byId('name').textContent = `${answer.kind} ${answer.name}`;
  sliders.show(answer.parameters);
  around.summarise(view.show(answer));
  byId('stale').hidden = true;
  byId('view').classList.remove('stale');
  offerExports(view);
  keep();
}

function keep(): void {
  if (shown !== undefined) editor.setState({ uri: shown.uri, name: shown.answer.name, follow: following });
}

function offerExports(view: View): void {
  const formats = (Object.keys(FORMATS) as ExportFormat[]).filter(
    (format) => (format === 'png' ? view.exports.svg : view.exports[format]) !== undefined,
  );
  const key = formats.join();
  if (byId('exports').dataset.formats === key) return;
  byId('exports').dataset.formats = key;
  const buttons = formats.map((format) => {
    const made = element('button', {
      id: `export-${format}`,
      text: FORMATS[format],
      title: `Export ${FORMATS[format]}`,
      'aria-label': `Export ${FORMATS[format]}`,
    });
    made.addEventListener('click', () => void exported(format));
    return made;
  });
  byId('exports').replaceChildren(...buttons);
}

async function exported(format: ExportFormat): Promise<void> {
  const make = shown?.view.exports[format === 'png' ? 'svg' : format];
  try {
    if (make === undefined)
      throw new Error(`A ${shown?.answer.kind ?? 'preview'} has no ${FORMATS[format]} to export.`);
    const content = make();
    send({ kind: 'save', format, content: format === 'png' ? await pngOf(content) : content });
  } catch (error) {
    send({ kind: 'sorry', message: error instanceof Error ? error.message : String(error) });
  }
}

byId('follow').addEventListener('click', () => {
  following = !following;
  byId('follow').setAttribute('aria-pressed', String(following));
  send({ kind: 'follow', on: following });
  keep();
});

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case 'show':
      show(data.uri, data.answer);
      return;
    case 'stale':
      byId('stale').textContent = data.reason;
      byId('stale').hidden = false;
      byId('view').classList.add('stale');
      return;
    case 'cursor':
      shown?.view.cursor?.(data.offset);
      return;
    case 'export':
      void exported(data.format);
  }
});
send({ kind: 'ready' });
