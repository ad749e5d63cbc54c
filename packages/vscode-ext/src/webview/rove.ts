/**
 * Makes the elements of a container that match a selector one stop for the Tab key: arrows, Home and End go from one to the next; `enter`
 * is called for a click, Enter and the space bar.
 */
export class Rove {
  readonly #container: HTMLElement;
  readonly #selector: string;

  constructor(container: HTMLElement, selector: string, enter?: (target: Element) => void) {
    this.#container = container;
    this.#selector = selector;
    const entered = (target: EventTarget | null) => {
      const own = target instanceof Element ? target.closest(selector) : null;
      if (own !== null) enter?.(own);
      return own !== null;
    };
    container.addEventListener('click', ({ target }) => entered(target));
    container.addEventListener('keydown', (event) => {
      const all = this.#all();
      const at = all.indexOf(document.activeElement as SVGElement);
      if (at < 0) return;
      const to = {
        ArrowRight: at + 1,
        ArrowDown: at + 1,
        ArrowLeft: at - 1,
        ArrowUp: at - 1,
        Home: 0,
        End: all.length - 1,
      }[event.key];
      if (to !== undefined) this.go(to);
      else if ((event.key !== 'Enter' && event.key !== ' ') || !entered(event.target)) return;
      event.preventDefault();
    });
  }

  /** To be called when the content was replaced: which element had the focus, from {@link focused}. */
  renew(focused = -1): void {
    for (const [index, each] of this.#all().entries()) each.setAttribute('tabindex', index === 0 ? '0' : '-1');
    if (focused >= 0) this.go(focused);
  }

  /** Which element has the focus; −1 for none. */
  focused(): number {
    return this.#all().indexOf(document.activeElement as SVGElement);
  }

  go(index: number): void {
    const all = this.#all();
    const target = all[Math.min(all.length - 1, Math.max(0, index))];
    if (target === undefined) return;
    for (const each of all) each.setAttribute('tabindex', each === target ? '0' : '-1');
    target.focus();
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #all(): SVGElement[] {
    return [...this.#container.querySelectorAll<SVGElement>(this.#selector)];
  }
}
