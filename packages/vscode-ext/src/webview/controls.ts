import { numberText } from '../preview-drawings/index.js';
import { element } from './dom.js';

/** A number with a slider. */
export interface SliderSpec {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const STEPS = 200;

/** Sliders that stay while their values change: the one that is dragged is not replaced under the hand. */
export class Sliders {
  readonly #container: HTMLElement;
  readonly #changed: (values: Record<string, number>) => void;
  readonly #inputs = new Map<string, { readonly input: HTMLInputElement; readonly output: HTMLOutputElement }>();
  #key = '';

  constructor(container: HTMLElement, changed: (values: Record<string, number>) => void) {
    this.#container = container;
    this.#changed = changed;
  }

  show(specs: readonly SliderSpec[]): void {
    const key = specs.map(({ name, whole }) => `${name}${whole}`).join();
    if (key !== this.#key) this.#rebuild(specs);
    this.#key = key;
    this.#container.hidden = specs.length === 0;
    for (const { name, value, min, max, whole } of specs) {
      const own = this.#inputs.get(name);
      if (own === undefined) continue;
      const { input, output } = own;
      input.min = String(min);
      input.max = String(max);
      input.step = whole ? '1' : String((max - min) / STEPS);
      if (document.activeElement !== input) input.value = String(value);
      output.textContent = numberText(document.activeElement === input ? Number(input.value) : value);
    }
  }

  values(): Record<string, number> {
    return Object.fromEntries([...this.#inputs].map(([name, { input }]) => [name, Number(input.value)]));
  }

  #rebuild(specs: readonly SliderSpec[]): void {
    this.#inputs.clear();
    const labels = specs.map(({ name }) => {
      const input = element('input', { type: 'range', 'aria-label': name, 'data-parameter': name });
      const output = element('output');
      input.addEventListener('input', () => {
        output.textContent = numberText(Number(input.value));
        this.#changed(this.values());
      });
      this.#inputs.set(name, { input, output });
      return element('label', {}, element('span', { text: name }), input, output);
    });
    this.#container.replaceChildren(...labels);
  }
}

/** A slider by itself. */
export function slider(spec: SliderSpec & { readonly label: string }, changed: (value: number) => void) {
  const { name, label, value, min, max, whole } = spec;
  const input = element('input', {
    type: 'range',
    id: name,
    min,
    max,
    step: whole ? 1 : (max - min) / STEPS,
    'aria-label': label,
  });
  input.value = String(value);
  const output = element('output', { text: numberText(value) });
  input.addEventListener('input', () => {
    output.textContent = numberText(Number(input.value));
    changed(Number(input.value));
  });
  const root = element('label', {}, element('span', { text: label }), input, output);
  return {
    root,
    get: () => Number(input.value),
    /** Sets range and value. */
    set: (range: { readonly min: number; readonly max: number; readonly value: number }) => {
      input.min = String(range.min);
      input.max = String(range.max);
      if (!whole) input.step = String((range.max - range.min) / STEPS);
      input.value = String(range.value);
      output.textContent = numberText(range.value);
    },
  };
}

/** A button. */
export function button(id: string, text: string, label: string, pressed: () => void): HTMLButtonElement {
  const made = element('button', { id, text, title: label, 'aria-label': label });
  made.addEventListener('click', pressed);
  return made;
}

/** A button that starts and stops an animation. */
export class Player {
  readonly root: HTMLButtonElement;
  readonly #step: () => boolean;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param step draws the next frame; false at the end */
  constructor(id: string, milliseconds: number, step: () => boolean) {
    this.#step = step;
    this.#milliseconds = milliseconds;
    this.root = button(id, '▶ Play', 'Play or pause the animation', () =>
      this.#timer === undefined ? this.#play() : this.stop(),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.root.textContent = '▶ Play';
  }

  #play(): void {
    this.root.textContent = '❚❚ Pause';
    this.#timer = setInterval(() => {
      if (!this.#step()) this.stop();
    }, this.#milliseconds);
  }
}
