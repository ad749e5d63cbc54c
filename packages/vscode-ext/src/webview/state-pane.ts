import type { LoweredCircuit } from '@kraus/lang';
import { blochBalls, toSvg } from '@kraus/models/drawings';
import { barChart, cityscape, complexText, numberText, phaseColour, themed } from '../preview-drawings/index.js';
import { type CircuitNumbers, type StateFigures, stateAfter } from '../preview-figures/index.js';
import { slider } from './controls.js';
import { element, figure, note, svgElement } from './dom.js';
import { Rove } from './rove.js';

/** Amplitudes that are drawn, the likeliest; larger density matrices are no picture that anybody reads. */
const MOST_BARS = 64;
const LARGEST_CITY = 16;
const MOST_BALLS = 12;

/** The state of a circuit after one of its operations. */
export class StatePane {
  readonly root = element('section', { id: 'state', role: 'tabpanel', 'aria-label': 'State after an operation' });
  readonly #content = element('div', { class: 'panels' });
  readonly #slider;
  readonly #says = element('span', { class: 'note', id: 'state-says' });
  readonly #moved: (after: number) => void;
  readonly #rove: Rove;
  #circuit: LoweredCircuit | undefined;
  #numbers: CircuitNumbers | undefined;
  /** Undefined: behind the last operation, however many there are. */
  #chosen: number | undefined;

  constructor(moved: (after: number) => void) {
    this.#moved = moved;
    this.#slider = slider(
      { name: 'after', label: 'After operation', value: 0, min: 0, max: 1, whole: true },
      (value) => {
        this.#chosen = value === this.#circuit?.program.operations.length ? undefined : value;
        this.#draw();
        moved(this.after);
      },
    );
    this.root.append(element('div', { class: 'bar' }, this.#slider.root, this.#says), this.#content);
    this.#rove = new Rove(this.#content, '.cell');
  }

  /** Behind how many operations the state is looked at. */
  get after(): number {
    const count = this.#circuit?.program.operations.length ?? 0;
    return Math.min(this.#chosen ?? count, count);
  }

  show(circuit: LoweredCircuit, numbers: CircuitNumbers): void {
    this.#circuit = circuit;
    this.#numbers = numbers;
    this.#draw();
  }

  goTo(after: number): void {
    if (after === this.after) return;
    this.#chosen = after;
    this.#draw();
    this.#moved(this.after);
  }

  #draw(): void {
    const [circuit, numbers] = [this.#circuit, this.#numbers];
    if (circuit === undefined || numbers === undefined || this.root.hidden) return;
    const count = circuit.program.operations.length;
    this.#slider.set({ min: 0, max: count, value: this.after });
    const focused = this.#rove.focused();
    this.#content.replaceChildren(...this.#pictures(circuit, numbers));
    this.#rove.renew(focused);
  }

  #pictures(circuit: LoweredCircuit, numbers: CircuitNumbers): Node[] {
    let state: StateFigures | undefined;
    try {
      state = stateAfter(circuit, this.after, numbers);
    } catch (error) {
      return [note(error instanceof Error ? error.message : String(error))];
    }
    if (state === undefined) {
      this.#says.textContent = '';
      const reason =
        circuit.program.initial === 'zero'
          ? 'The system is too large for its state to be drawn here: up to 12 qubits without noise, 6 with noise or measurements.'
          : 'The circuit starts from a state that is given to it; its own state cannot be shown.';
      return [note(reason)];
    }
    const measured = circuit.program.operations.slice(0, this.after).some(({ kind }) => kind === 'measure');
    this.#says.textContent = `of ${circuit.program.operations.length} · purity ${numberText(state.purity)}${measured ? ' · mean over what is measured' : ''}`;
    const names = basisNames(state.dims);
    const parts: Node[] = [];
    if (state.bloch.length > 0) {
      const shown = state.bloch.slice(0, MOST_BALLS);
      const balls = shown.map((to, qubit) => ({
        label: `q${qubit}: ${to.map((part) => numberText(part)).join(', ')}`,
        arrows: [{ from: [0, 0, 0] as const, to }],
      }));
      const drawing = blochBalls(balls, { title: 'Bloch vector of every qubit', columns: 4 });
      parts.push(figure('Bloch vectors (x, y, z)', svgElement(toSvg(drawing, themed))));
    }
    parts.push(
      figure(
        state.amplitudes === undefined ? 'Populations' : 'Amplitudes: height |a|², colour phase',
        svgElement(bars(state, names).svg),
      ),
    );
    if (state.density !== undefined && state.density.rows <= LARGEST_CITY) {
      parts.push(
        figure(
          'Density matrix: height |ρ|, colour phase',
          svgElement(cityscape(state.density, names, 'Density matrix').svg),
        ),
      );
    }
    return parts;
  }
}

function bars({ amplitudes, probabilities }: StateFigures, names: readonly string[]) {
  const shown = probabilities
    .map((value, k) => ({ value, k }))
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST_BARS)
    .sort((a, b) => a.k - b.k);
  const drawn = shown.map(({ value, k }) => {
    const [re, im] = amplitudes === undefined ? [1, 0] : [amplitudes[2 * k] as number, amplitudes[2 * k + 1] as number];
    const text =
      amplitudes === undefined ? numberText(value) : `${complexText(re, im)}, probability ${numberText(value)}`;
    return { name: names[k] ?? '', value, text, colour: amplitudes === undefined ? undefined : phaseColour(re, im) };
  });
  return barChart(drawn, { title: 'Probabilities', valueLabel: 'probability', most: 1, width: 420, height: 210 });
}

/** `|01>` for every basis state, the last wire first. */
export function basisNames(dims: readonly number[]): string[] {
  const count = dims.reduce((product, d) => product * d, 1);
  const separator = dims.some((d) => d > 10) ? ',' : '';
  return Array.from({ length: count }, (_, index) => {
    let rest = index;
    const digits = dims.map((d) => {
      const digit = rest % d;
      rest = Math.floor(rest / d);
      return digit;
    });
    return `|${digits.reverse().join(separator)}>`;
  });
}
