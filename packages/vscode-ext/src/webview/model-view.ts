import type { DatasetSample } from '@kraus/core';
import { stepChart, toSvg } from '@kraus/models/drawings';
import { numberText, themed, untheme } from '../preview-drawings/index.js';
import { type ForwardFigures, forwardFigures, type NotDrawn } from '../preview-figures/index.js';
import { pointsSvg, statesSvg } from './clouds.js';
import { Player, slider } from './controls.js';
import { countsText } from './dataset-view.js';
import { element, figure, note, svgElement } from './dom.js';
import { imageCanvas, pixelsOf } from './images.js';
import type { AnswerOf, Surroundings, View } from './view.js';

const FRAME_MS = 160;
const SIDE = 220;
const STRIP = 6;
const STRIP_SIDE = 84;

/** A model's forward process: a datum on its way into noise, and what is left of it. */
export class ModelView implements View<'model'> {
  readonly #charts = element('div', { class: 'panels' });
  readonly #datum = element('div', { class: 'panels', id: 'datum' });
  readonly #bar: HTMLElement;
  readonly #step;
  readonly #item;
  readonly #player: Player;
  #figures: ForwardFigures | undefined;
  #sample: DatasetSample = { kind: 'none', reason: '' };
  #svg = '';

  constructor({ root }: Surroundings) {
    this.#item = slider({ name: 'item', label: 'Datum', value: 0, min: 0, max: 1, whole: true }, () => this.#draw());
    this.#step = slider({ name: 'step', label: 'Step', value: 0, min: 0, max: 1, whole: true }, () => this.#draw());
    this.#player = new Player('play', FRAME_MS, () => {
      const steps = this.#figures?.steps ?? 0;
      const next = this.#step.get() + Math.max(1, Math.round(steps / 60));
      const ended = this.#step.get() >= steps;
      this.#step.set({ min: 0, max: steps, value: ended ? 0 : Math.min(steps, next) });
      this.#draw();
      return !ended;
    });
    this.#bar = element('div', { class: 'bar' }, this.#item.root, this.#step.root, this.#player.root);
    root.replaceChildren(this.#bar, this.#datum, this.#charts);
  }

  /** Curves, where the process has some. */
  get exports() {
    return this.#svg === '' ? {} : { svg: () => untheme(this.#svg), csv: () => this.#csv() };
  }

  show({ model, sample }: AnswerOf<'model'>): string {
    this.#sample = sample;
    let figures: ForwardFigures | NotDrawn;
    try {
      figures = forwardFigures(model);
    } catch (error) {
      figures = { reason: error instanceof Error ? error.message : String(error) };
    }
    const counts = sample.kind === 'none' ? '' : ` · ${model.data.name}: ${countsText(sample.counts)}`;
    if ('reason' in figures) {
      this.#figures = undefined;
      this.#svg = '';
      this.#bar.hidden = true;
      this.#charts.replaceChildren();
      this.#datum.replaceChildren(note(figures.reason), ...this.#start());
      return `${model.forward.length} forward process${model.forward.length === 1 ? '' : 'es'}${counts}`;
    }
    this.#figures = figures;
    this.#bar.hidden = false;
    const { steps } = figures;
    this.#step.set({ min: 0, max: steps, value: Math.min(steps, this.#step.get() || Math.ceil(steps / 3)) });
    const items = sample.kind === 'images' ? sample.labels.length : 1;
    this.#item.root.hidden = items < 2;
    this.#item.set({ min: 0, max: Math.max(1, items - 1), value: Math.min(items - 1, this.#item.get()) });
    this.#charts.replaceChildren(...this.#curves(figures));
    this.#draw();
    const left = figures.information.values.at(-1) ?? 0;
    return `${steps} steps${figures.levels === undefined ? '' : ` on ${figures.levels} levels`} · ${numberText(left)} bits left at the end${counts}`;
  }

  close(): void {
    this.#player.stop();
  }

  #curves({ steps, information, distance }: ForwardFigures): Node[] {
    const points = (values: readonly number[]) => {
      const first = steps + 1 - values.length;
      return values.map((value, k) => ({ t: first + k, value }));
    };
    const chart = (name: string, label: string, values: readonly number[]) =>
      toSvg(
        stepChart([{ name, points: points(values) }], { title: name, valueLabel: label, dots: steps <= 40 }),
        themed,
      );
    const charts = [
      chart(information.name, 'information left, bits', information.values),
      chart(distance.name, distance.name, distance.values),
    ];
    this.#svg = charts[0] ?? '';
    return charts.map((svg, k) => {
      const drawn = svgElement(svg);
      drawn.setAttribute('width', '480');
      drawn.setAttribute('height', '248');
      return figure(k === 0 ? 'Information left of one value' : `The ${distance.name}`, drawn);
    });
  }

  /** The data themselves, where the process cannot be followed. */
  #start(): Node[] {
    const sample = this.#sample;
    if (sample.kind === 'states' && sample.qubits > 0) return [figure('The data', svgElement(statesSvg(sample, 8)))];
    if (sample.kind === 'points') return [figure('The data', svgElement(pointsSvg(sample, sample.values, 't = 0')))];
    return sample.kind === 'none' ? [note(sample.reason)] : [];
  }

  #draw(): void {
    const figures = this.#figures;
    if (figures === undefined) return;
    const sample = this.#sample;
    const t = this.#step.get();
    const strip = Array.from({ length: STRIP }, (_, k) => Math.round((k * figures.steps) / (STRIP - 1)));
    switch (sample.kind) {
      case 'images': {
        const frame = (step: number, side: number) =>
          imageCanvas(sample.shape, this.#image(figures, step), side, `The datum at step ${step}`);
        const small = strip.map((step) => figure(`t = ${step}`, frame(step, STRIP_SIDE)));
        this.#datum.replaceChildren(
          figure(`The datum at t = ${t}`, frame(t, SIDE)),
          element('div', { class: 'panels strip' }, ...small),
        );
        return;
      }
      case 'points': {
        const values = Float64Array.from(sample.values);
        const frame = (step: number) => svgElement(pointsSvg(sample, figures.at(values, step), `t = ${step}`));
        this.#datum.replaceChildren(
          figure(`The data at t = ${t}`, frame(t)),
          figure('At the end', frame(figures.steps)),
        );
        return;
      }
      case 'states':
        this.#datum.replaceChildren(...this.#start());
        return;
      case 'none':
        this.#datum.replaceChildren(note(sample.reason));
    }
  }

  /** The chosen image at a step, 0 … 255. */
  #image(figures: ForwardFigures, t: number): Float64Array {
    const sample = this.#sample;
    if (sample.kind !== 'images') return new Float64Array();
    const size = sample.shape[0] * sample.shape[1] * sample.shape[2];
    const k = Math.min(sample.labels.length - 1, this.#item.get());
    const bytes = pixelsOf(sample).subarray(k * size, (k + 1) * size);
    if (figures.levels !== undefined)
      return figures
        .at(
          Float64Array.from(bytes, (byte) => byte / 256),
          t,
        )
        .map((value) => 255 * value);
    // Continuous pixels are between −1 and 1.
    return figures
      .at(
        Float64Array.from(bytes, (byte) => byte / 127.5 - 1),
        t,
      )
      .map((value) => Math.min(255, Math.max(0, 127.5 * (value + 1))));
  }

  #csv(): string {
    const figures = this.#figures;
    if (figures === undefined) throw new Error('This process has no curves to export.');
    const { information, distance, steps } = figures;
    const at = (values: readonly number[], t: number) => values[t - (steps + 1 - values.length)] ?? '';
    const rows = Array.from(
      { length: steps + 1 },
      (_, t) => `${t},${at(information.values, t)},${at(distance.values, t)}`,
    );
    return `t,${information.name} (bits),${distance.name}\n${rows.join('\n')}\n`;
  }
}
