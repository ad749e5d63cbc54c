/** The element of the page's own body with this id. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
}

export function fill(parent: HTMLElement, children: readonly Node[]): void {
  parent.replaceChildren(...children);
}
