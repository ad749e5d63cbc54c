import type { LoweredCircuit } from '@kraus/lang';
import { barChart } from '../preview-drawings/index.js';
import { type CircuitNumbers, type Histogram, histogramOf } from '../preview-figures/index.js';
import { slider } from './controls.js';
import { element, note, svgElement } from './dom.js';
import { Rove } from './rove.js';

const MOST_BARS = 64;
const MOST_SHOTS = 100_000;

type Count = readonly [outcome: string, count: number];

/** A run of a circuit in shots. */
export class HistogramPane {
  readonly root = element('section', { id: 'histogram', role: 'tabpanel', 'aria-label': 'Histogram of a run' });
  readonly #content = element('div');
  readonly #shots = element('input', {
    type: 'number',
    id: 'shots',
    min: 1,
    max: MOST_SHOTS,
    value: 1024,
    'aria-label': 'Shots',
  });
  readonly #seed = element('input', { type: 'number', id: 'seed', min: 0, max: 1e9, value: 0, 'aria-label': 'Seed' });
  readonly #noise;
  readonly #order = element('select', { id: 'order', 'aria-label': 'Order' });
  readonly #filter = element('input', {
    type: 'text',
    id: 'filter',
    placeholder: 'e.g. 1?0',
    'aria-label': 'Outcomes to show; ? is any digit',
  });
  readonly #rove: Rove;
  #given: { readonly circuit: LoweredCircuit; readonly numbers: CircuitNumbers } | undefined;
  #run: Histogram | undefined;

  constructor() {
    this.#noise = slider({ name: 'noise', label: 'Added noise', value: 0, min: 0, max: 0.2, whole: false }, () =>
      this.#again(),
    );
    this.#noise.root.title = 'Weight of depolarizing noise behind every gate, on each of its wires';
    this.#order.append(
      element('option', { value: 'outcome', text: 'by outcome' }),
      element('option', { value: 'count', text: 'most frequent first' }),
    );
    const field = (text: string, input: HTMLElement) => element('label', {}, element('span', { text }), input);
    this.root.append(
      element(
        'div',
        { class: 'bar' },
        field('Shots', this.#shots),
        field('Seed', this.#seed),
        this.#noise.root,
        field('Order', this.#order),
        field('Filter', this.#filter),
      ),
      this.#content,
    );
    for (const input of [this.#shots, this.#seed]) input.addEventListener('change', () => this.#again());
    this.#order.addEventListener('change', () => this.#draw());
    this.#filter.addEventListener('input', () => this.#draw());
    this.#rove = new Rove(this.#content, '.cell');
  }

  show(circuit: LoweredCircuit, numbers: CircuitNumbers): void {
    this.#given = { circuit, numbers };
    this.#again();
  }

  /** The counts that are shown. @throws Error before the first run */
  csv(): string {
    if (this.#run === undefined) throw new Error('There are no counts yet: open the tab Histogram first.');
    const { shots, seed } = this.#run;
    const rows = this.#shown().map(([outcome, count]) => `"${outcome}",${count},${count / shots}`);
    return `${[`# shots ${shots}, seed ${seed}`, 'outcome,count,share', ...rows].join('\n')}\n`;
  }

  #again(): void {
    if (this.#given === undefined) return;
    const { circuit, numbers } = this.#given;
    const whole = (input: HTMLInputElement, most: number) =>
      Math.min(most, Math.max(Number(input.min), Math.round(Number(input.value) || 0)));
    try {
      this.#run = histogramOf(circuit, numbers, {
        shots: whole(this.#shots, MOST_SHOTS),
        seed: whole(this.#seed, 1e9),
        noise: this.#noise.get(),
      });
    } catch (error) {
      this.#run = undefined;
      this.#content.replaceChildren(note(error instanceof Error ? error.message : String(error)));
      return;
    }
    this.#draw();
  }

  #shown(): Count[] {
    const asked = this.#filter.value.trim();
    const fits = (outcome: string) =>
      asked === '' ||
      (outcome.length === asked.length && [...asked].every((sign, k) => sign === '?' || sign === outcome[k]));
    const all = (this.#run?.counts ?? []).filter(([outcome]) => fits(outcome));
    return this.#order.value === 'count' ? all.sort((a, b) => b[1] - a[1]) : all;
  }

  #draw(): void {
    if (this.#run === undefined) {
      this.#content.replaceChildren(
        note('The circuit starts from a state that is given to it; it cannot be run here.'),
      );
      return;
    }
    const { shots } = this.#run;
    const all = this.#shown();
    if (all.length === 0) {
      this.#content.replaceChildren(note('No outcome fits the filter.'));
      return;
    }
    const bars = all.slice(0, MOST_BARS).map(([name, count]) => {
      const share = count / shots;
      const spread = Math.sqrt((share * (1 - share)) / shots);
      return { name, value: share, spread, text: `${count} of ${shots}, ${share.toFixed(4)} ± ${spread.toFixed(4)}` };
    });
    const focused = this.#rove.focused();
    const { svg } = barChart(bars, {
      title: 'Shares of the outcomes',
      valueLabel: 'share of the shots',
      width: 640,
      height: 260,
    });
    const more = all.length - bars.length;
    this.#content.replaceChildren(
      svgElement(svg),
      ...(more > 0 ? [note(`${more} more outcomes: filter them, or export all as CSV.`)] : []),
    );
    this.#rove.renew(focused);
  }
}
