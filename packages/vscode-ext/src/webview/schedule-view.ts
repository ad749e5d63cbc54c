import { stepChart, toSvg } from '@kraus/models/drawings';
import { numberText, themed, untheme } from '../preview-drawings/index.js';
import { element, figure, svgElement } from './dom.js';
import type { AnswerOf, Surroundings, View } from './view.js';

/** A schedule as a curve. */
export class ScheduleView implements View<'schedule'> {
  readonly exports = { svg: () => untheme(this.#svg), csv: () => this.#csv() };
  readonly #root: HTMLElement;
  #svg = '';
  #values: readonly number[] = [];

  constructor({ root }: Surroundings) {
    this.#root = root;
  }

  show({ name, values }: AnswerOf<'schedule'>): string {
    this.#values = values;
    const points = values
      .map((value, k) => ({ t: k / (values.length - 1), value }))
      .filter(({ value }) => Number.isFinite(value));
    this.#svg = toSvg(
      stepChart([{ name, points }], {
        title: `Schedule ${name}`,
        valueLabel: name,
        stepLabel: 'time t of the process',
        dots: false,
      }),
      themed,
    );
    const rows = [0, 25, 50, 75, 100].map((k) =>
      element(
        'tr',
        {},
        element('th', { text: `t = ${k / 100}`, scope: 'row' }),
        element('td', { text: numberText(values[k] ?? Number.NaN) }),
      ),
    );
    this.#root.replaceChildren(
      element(
        'div',
        { class: 'panels' },
        figure('Over the time of a process', svgElement(this.#svg)),
        figure('Values', element('table', {}, ...rows)),
      ),
    );
    return `from ${numberText(values[0] ?? 0)} to ${numberText(values.at(-1) ?? 0)}, largest ${numberText(Math.max(...values))}`;
  }

  #csv(): string {
    return `t,value\n${this.#values.map((value, k) => `${k / (this.#values.length - 1)},${value}`).join('\n')}\n`;
  }
}
