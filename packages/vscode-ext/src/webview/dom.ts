/** Makes elements: `element('button', { id: 'x', text: 'Go' })`. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** An element with attributes and children; `text` is its text, `true` an attribute without a value, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') made.textContent = String(value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** SVG text as an element of this page. */
export function svgElement(text: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return document.importNode(parsed, true) as unknown as SVGSVGElement;
}

/** A picture with a caption. */
export function figure(caption: string, ...content: readonly Node[]): HTMLElement {
  return element('figure', {}, element('figcaption', { text: caption }), ...content);
}

/** Text in the colour of remarks. */
export function note(text: string): HTMLElement {
  return element('p', { class: 'note', text });
}
