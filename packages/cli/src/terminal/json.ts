/**
 * `value` as JSON on one line. Typed arrays become plain arrays, and the numbers JSON does not know (NaN and the
 * infinities) become the strings `"NaN"`, `"Infinity"` and `"-Infinity"` instead of a silent null.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    if (ArrayBuffer.isView(part) && !(part instanceof DataView))
      return Array.from(part as unknown as ArrayLike<number>);
    return part;
  });
}
