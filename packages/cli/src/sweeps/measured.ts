/** What a column needs of a metric's result. */
interface Measured {
  readonly metric: string;
  readonly value: number;
  readonly extractor: { readonly name: string } | null;
}

/**
 * The value of each metric by its name; with the extractor's name where one metric occurs twice, and numbered from
 * the second on where that does not tell them apart either: `kid(pixels)`, `kid(pixels) 2`.
 */
export function measuredValues(metrics: readonly Measured[]): Record<string, number> {
  const names = metrics.map((result) => result.metric);
  const values: Record<string, number> = {};
  for (const result of metrics) {
    const twice = names.filter((name) => name === result.metric).length > 1;
    const name = twice && result.extractor !== null ? `${result.metric}(${result.extractor.name})` : result.metric;
    let own = name;
    for (let k = 2; own in values; k++) own = `${name} ${k}`;
    values[own] = result.value;
  }
  return values;
}
