/** √c as an expression: exact where c is a fraction of small numbers, else to the last digit. */
export function rootText(c: number): string {
  const root = fractionText(Math.sqrt(c));
  if (root !== undefined) return root.includes('/') ? `(${root})` : root;
  return `sqrt(${fractionText(c) ?? String(c)})`;
}

/** `3`, `1 / 4`; undefined if no fraction with a small denominator is this near. */
export function fractionText(x: number): string | undefined {
  for (let below = 1; below <= 64; below++) {
    const above = Math.round(x * below);
    if (above > 0 && Math.abs(x * below - above) <= 1e-11 * above)
      return below === 1 ? String(above) : `${above} / ${below}`;
  }
  return undefined;
}
