import { exportQasm, type LoweredCircuit } from '@kraus/lang';
import { type CircuitPicture, drawCircuit, standaloneCircuit } from '../circuit-drawing/index.js';
import { type CircuitNumbers, startNumbers } from '../preview-figures/index.js';
import { button, Sliders } from './controls.js';
import { element, svgElement } from './dom.js';
import { HistogramPane } from './histogram-pane.js';
import { Rove } from './rove.js';
import { StatePane } from './state-pane.js';
import type { AnswerOf, Surroundings, View } from './view.js';

const STEP = 1.25;
const LEAST = 0.25;
const MOST = 4;
/** Trainable numbers and inputs that have a slider of their own; the others keep what they start from. */
const MOST_SLIDERS = 8;

/** A circuit with the state after one of its operations, and a run of it. */
export class CircuitView implements View<'circuit'> {
  readonly exports = {
    svg: () => standaloneCircuit(this.#drawn().picture),
    qasm: () => exportQasm(this.#drawn().circuit, { version: 3 }),
    csv: () => this.#histogram.csv(),
  };
  readonly #around: Surroundings;
  readonly #picture = element('div', { id: 'picture', class: 'scroll pan', role: 'region', tabindex: '-1' });
  readonly #rove: Rove;
  readonly #zoomText: HTMLButtonElement;
  readonly #sliders: Sliders;
  readonly #state: StatePane;
  readonly #histogram: HistogramPane;
  readonly #folded = new Map<number, boolean>();
  #zoom = 1;
  #now: { circuit: LoweredCircuit; picture: CircuitPicture; numbers: CircuitNumbers } | undefined;
  #tab: 'state' | 'histogram' = 'state';
  #cursor: number | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#zoomText = button('natural', '100 %', 'Natural size', () => this.#zoomTo(1));
    around.tools.replaceChildren(
      button('smaller', '−', 'Zoom out', () => this.#zoomTo(this.#zoom / STEP)),
      this.#zoomText,
      button('larger', '+', 'Zoom in', () => this.#zoomTo(this.#zoom * STEP)),
    );
    const numbers = element('section', { id: 'numbers', class: 'bar', 'aria-label': 'Trainable numbers and inputs' });
    this.#sliders = new Sliders(numbers, () => this.#renumber());
    this.#state = new StatePane((after) => this.#draw(after));
    this.#histogram = new HistogramPane();
    const tab = (name: 'state' | 'histogram', text: string) =>
      element('button', {
        id: `tab-${name}`,
        role: 'tab',
        'aria-selected': String(this.#tab === name),
        'aria-controls': name,
        tabindex: this.#tab === name ? 0 : -1,
        text,
      });
    const tabs = element(
      'div',
      { class: 'bar', role: 'tablist', 'aria-label': 'Below the circuit' },
      tab('state', 'State'),
      tab('histogram', 'Histogram'),
    );
    tabs.addEventListener('click', ({ target }) => {
      const name = target instanceof Element ? target.id.replace('tab-', '') : '';
      if (name === 'state' || name === 'histogram') this.#choose(name);
    });
    tabs.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      this.#choose(this.#tab === 'state' ? 'histogram' : 'state');
      tabs.querySelector<HTMLElement>(`#tab-${this.#tab}`)?.focus();
    });
    around.root.replaceChildren(this.#picture, numbers, tabs, this.#state.root, this.#histogram.root);
    this.#histogram.root.hidden = true;
    this.#rove = new Rove(this.#picture, '.op, .fold', (target) => this.#enter(target));
    this.#picture.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.#zoomTo(this.#zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
      },
      { passive: false },
    );
    dragToPan(this.#picture);
  }

  show({ name, circuit }: AnswerOf<'circuit'>): string {
    const before = this.#now;
    // Loops that somebody folded keep their number only while they are as many.
    if (before === undefined || before.circuit.loops.length !== circuit.loops.length) this.#folded.clear();
    const numbers = startNumbers(circuit);
    keepChanged(before, circuit, numbers);
    const entries = entriesOf(circuit);
    this.#sliders.show(
      entries.slice(0, MOST_SLIDERS).map(({ label, from, index, range }) => ({
        name: label,
        value: numbers[from][index] as number,
        ...range,
        whole: false,
      })),
    );
    this.#picture.setAttribute(
      'aria-label',
      `Circuit ${name}: arrows go from operation to operation, Enter shows the source`,
    );
    this.#now = { circuit, numbers, picture: drawCircuit(circuit, { folded: this.#folded }) };
    this.#state.show(circuit, numbers);
    if (this.#tab === 'histogram') this.#histogram.show(circuit, numbers);
    this.#draw(this.#state.after);
    const more = entries.length - MOST_SLIDERS;
    return this.#drawn().picture.summary + (more > 0 ? ` · ${more} more numbers keep what they start from` : '');
  }

  cursor(offset: number): void {
    this.#cursor = offset;
    const at = this.#mark(true);
    if (at !== undefined) this.#state.goTo(at + 1);
  }

  #drawn() {
    if (this.#now === undefined) throw new Error('Nothing is drawn yet.');
    return this.#now;
  }

  #draw(after: number): void {
    if (this.#now === undefined) return;
    const { circuit } = this.#now;
    const shown = this.#tab === 'state' ? after : undefined;
    const picture = drawCircuit(circuit, { folded: this.#folded, after: shown });
    this.#now = { ...this.#now, picture };
    const focused = this.#rove.focused();
    const { scrollLeft, scrollTop } = this.#picture;
    this.#picture.replaceChildren(svgElement(picture.svg));
    this.#scale();
    this.#picture.scrollTo(scrollLeft, scrollTop);
    this.#rove.renew(focused);
    this.#mark(false);
  }

  /** Marks the operations whose source the cursor is in; returns the last of them. */
  #mark(scroll: boolean): number | undefined {
    const { circuit } = this.#drawn();
    const offset = this.#cursor;
    const marked = [...this.#picture.querySelectorAll<SVGElement>('.op')].filter((each) => {
      const span = circuit.spans[Number(each.dataset.index)];
      const own =
        offset !== undefined && span !== undefined && span.offset <= offset && offset <= span.offset + span.length;
      each.classList.toggle('current', own);
      return own;
    });
    if (scroll) marked[0]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const last = marked.at(-1);
    return last === undefined ? undefined : Number(last.dataset.index);
  }

  #enter(target: Element): void {
    if (!(target instanceof SVGElement)) return;
    const { loop, folded, index } = target.dataset;
    if (loop !== undefined) {
      this.#folded.set(Number(loop), folded !== 'true');
      this.#draw(this.#state.after);
      return;
    }
    const span = this.#drawn().circuit.spans[Number(index)];
    if (span !== undefined) this.#around.send({ kind: 'reveal', offset: span.offset, length: span.length });
    this.#state.goTo(Number(index) + 1);
  }

  #renumber(): void {
    const { circuit, numbers } = this.#drawn();
    const values = this.#sliders.values();
    for (const { label, from, index } of entriesOf(circuit)) {
      const value = values[label];
      if (value !== undefined) numbers[from][index] = value;
    }
    if (this.#tab === 'state') this.#state.show(circuit, numbers);
    else this.#histogram.show(circuit, numbers);
  }

  #choose(tab: 'state' | 'histogram'): void {
    this.#tab = tab;
    this.#state.root.hidden = tab !== 'state';
    this.#histogram.root.hidden = tab !== 'histogram';
    for (const name of ['state', 'histogram']) {
      const button = this.#around.root.querySelector(`#tab-${name}`);
      button?.setAttribute('aria-selected', String(name === tab));
      button?.setAttribute('tabindex', name === tab ? '0' : '-1');
    }
    const { circuit, numbers } = this.#drawn();
    if (tab === 'histogram') this.#histogram.show(circuit, numbers);
    else this.#state.show(circuit, numbers);
    this.#draw(this.#state.after);
  }

  #zoomTo(wanted: number): void {
    this.#zoom = Math.min(MOST, Math.max(LEAST, wanted));
    this.#zoomText.textContent = `${Math.round(this.#zoom * 100)} %`;
    this.#scale();
  }

  #scale(): void {
    const svg = this.#picture.querySelector('svg');
    if (svg === null) return;
    svg.setAttribute('width', String(svg.viewBox.baseVal.width * this.#zoom));
    svg.setAttribute('height', String(svg.viewBox.baseVal.height * this.#zoom));
  }
}

interface Entry {
  /** `theta[0, 1]` */
  readonly label: string;
  readonly from: 'parameters' | 'inputs';
  readonly index: number;
  readonly range: { readonly min: number; readonly max: number };
}

/** Every entry of θ and x. */
function entriesOf({ parameters, inputs }: LoweredCircuit): Entry[] {
  const of = (from: 'parameters' | 'inputs', variables: LoweredCircuit['parameters']) =>
    variables.flatMap(({ name, type, shape, start, length }) =>
      Array.from({ length }, (_, k): Entry => {
        let rest = k;
        const places = shape.toReversed().map((size) => {
          const place = rest % size;
          rest = Math.floor(rest / size);
          return place;
        });
        const label = places.length === 0 ? name : `${name}[${places.reverse().join(', ')}]`;
        const range =
          type === 'prob'
            ? { min: 0, max: 1 }
            : type === 'time'
              ? { min: 0, max: 10 }
              : { min: -Math.PI, max: Math.PI };
        return { label, from, index: start + k, range };
      }),
    );
  return [...of('parameters', parameters), ...of('inputs', inputs)];
}

/** Values that sliders set stay where the circuit still has the entry. */
function keepChanged(
  before: { readonly circuit: LoweredCircuit; readonly numbers: CircuitNumbers } | undefined,
  circuit: LoweredCircuit,
  numbers: CircuitNumbers,
): void {
  if (before === undefined || before.circuit.name !== circuit.name) return;
  const starts = startNumbers(before.circuit);
  const known = new Map(entriesOf(before.circuit).map((entry) => [entry.label, entry]));
  for (const { label, from, index } of entriesOf(circuit)) {
    const old = known.get(label);
    if (old === undefined) continue;
    const value = before.numbers[old.from][old.index] as number;
    if (value !== starts[old.from][old.index]) numbers[from][index] = value;
  }
}

/** Moves what scrolls with the hand. */
function dragToPan(container: HTMLElement): void {
  container.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('.op, .fold') !== null)) return;
    const start = { x: event.clientX + container.scrollLeft, y: event.clientY + container.scrollTop };
    const move = (moved: PointerEvent) => container.scrollTo(start.x - moved.clientX, start.y - moved.clientY);
    container.setPointerCapture(event.pointerId);
    container.addEventListener('pointermove', move);
    container.addEventListener('pointerup', () => container.removeEventListener('pointermove', move), { once: true });
  });
}
