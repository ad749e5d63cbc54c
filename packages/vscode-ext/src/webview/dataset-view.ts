import type { DatasetSample } from '@kraus/core';
import { untheme } from '../preview-drawings/index.js';
import { pointsSvg, statesSvg } from './clouds.js';
import { element, figure, note, svgElement } from './dom.js';
import { type ImageSample, imageCanvas, pixelsOf } from './images.js';
import type { AnswerOf, Surroundings, View } from './view.js';

const THUMB = 56;
const LARGE = 260;
const MOST_QUBITS = 8;

/** A data set: its first items, of images one at a time in large, and how many there are. */
export class DatasetView implements View<'dataset'> {
  readonly #root: HTMLElement;
  #svg = '';
  #shown = '';

  constructor({ root }: Surroundings) {
    this.#root = root;
  }

  /** Of images there is nothing to export: their files are there already. */
  get exports() {
    return this.#svg === '' ? {} : { svg: () => untheme(this.#svg) };
  }

  show({ sample, dataset }: AnswerOf<'dataset'>): string {
    const text = JSON.stringify(sample);
    if (text !== this.#shown) {
      this.#svg = '';
      this.#root.replaceChildren(...this.#content(sample));
    }
    this.#shown = text;
    return `${dataset.source.component}${sample.kind === 'none' ? '' : ` · ${countsText(sample.counts)}`}`;
  }

  #content(sample: DatasetSample): Node[] {
    switch (sample.kind) {
      case 'none':
        return [note(sample.reason)];
      case 'points':
        this.#svg = pointsSvg(sample, sample.values, `${sample.values.length / sample.dimension} points`);
        return [
          figure(sample.dimension > 2 ? 'The first two coordinates' : 'Points', svgElement(this.#svg)),
          ...remark(sample),
        ];
      case 'states':
        if (sample.qubits === 0) return [note(`States of dimension ${sample.dimension}: only qubits are drawn.`)];
        this.#svg = statesSvg(sample, MOST_QUBITS);
        return [figure('Bloch vectors of every qubit by itself', svgElement(this.#svg)), ...remark(sample)];
      case 'images':
        return browser(sample);
    }
  }
}

/** The counts of the splits in words. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([split, count]) => `${count} ${split}`)
    .join(', ');
}

function remark({ note: text }: { readonly note?: string | undefined }): Node[] {
  return text === undefined ? [] : [note(text)];
}

function browser(sample: ImageSample): Node[] {
  const { shape, labels, classes } = sample;
  const pixels = pixelsOf(sample);
  const size = shape[0] * shape[1] * shape[2];
  const image = (k: number) => pixels.subarray(k * size, (k + 1) * size);
  const words = (k: number) => `Item ${k}, class ${classes[labels[k] ?? 0] ?? labels[k]}`;
  const large = element('div', { 'aria-live': 'polite' });
  const thumbs = element('div', { class: 'thumbs', role: 'group', 'aria-label': 'Items' });
  const select = (k: number) => {
    large.replaceChildren(
      figure(
        `${words(k)} · ${shape[1]} × ${shape[0]}${shape[2] === 1 ? '' : ', colour'}`,
        imageCanvas(shape, image(k), LARGE, words(k)),
      ),
    );
    for (const each of thumbs.querySelectorAll('button'))
      each.setAttribute('aria-pressed', String(Number(each.dataset.item) === k));
  };
  const choice = element(
    'select',
    { id: 'class', 'aria-label': 'Class' },
    element('option', { value: '', text: 'all classes' }),
  );
  for (const label of new Set(labels))
    choice.append(element('option', { value: label, text: classes[label] ?? String(label) }));
  const fill = () => {
    const shown = [...labels.keys()].filter((k) => choice.value === '' || labels[k] === Number(choice.value));
    thumbs.replaceChildren(
      ...shown.map((k) => {
        const thumb = element(
          'button',
          { 'data-item': k, 'aria-label': words(k) },
          imageCanvas(shape, image(k), THUMB, words(k)),
          element('span', { text: classes[labels[k] ?? 0] ?? '' }),
        );
        thumb.addEventListener('click', () => select(k));
        return thumb;
      }),
    );
    if (shown[0] !== undefined) select(shown[0]);
  };
  choice.addEventListener('change', fill);
  fill();
  const bar = element('div', { class: 'bar' }, element('label', {}, element('span', { text: 'Class' }), choice));
  return [bar, element('div', { class: 'panels' }, large, thumbs), ...remark(sample)];
}
