/** One axis of a chart: how values become positions in 0 … 1, and where its ticks are. */
export interface Axis {
  readonly scale: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** 0 at `low`, 1 at `high`. */
  place(value: number): number;
}

/**
 * An axis that holds all of `values`, its ends on round numbers. A log axis takes the positive ones only.
 * @param count about how many ticks
 */
export function axisFor(values: readonly number[], scale: Axis['scale'], count = 5): Axis {
  const usable = values.filter((value) => Number.isFinite(value) && (scale === 'linear' || value > 0));
  let low = usable.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  let high = usable.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (usable.length === 0) [low, high] = scale === 'log' ? [1, 10] : [0, 1];
  return scale === 'log' ? logAxis(low, high) : linearAxis(low, high, count);
}

/** Values closer than this, relative to their size, count as one: steps between them would be lost in rounding. */
const CLOSEST = 1e-9;
const SMALLEST_SPAN = 1e-300;

/** Ticks at 1, 2 or 5 times a power of ten. */
function linearAxis(dataLow: number, dataHigh: number, count: number): Axis {
  let [low, high] = [dataLow, dataHigh];
  if (high - low <= Math.max(SMALLEST_SPAN, CLOSEST * Math.max(Math.abs(low), Math.abs(high))))
    [low, high] = [low - Math.max(1e-6, Math.abs(low) / 10), high + Math.max(1e-6, Math.abs(high) / 10)];
  const step = roundStep((high - low) / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: formatNumber(Math.abs(value) < step / 2 ? 0 : value, step) };
  });
  const [from, to] = [first * step, last * step];
  return { scale: 'linear', low: from, high: to, ticks, place: (value) => (value - from) / (to - from) };
}

/** Ticks at powers of ten; at 1, 2, 5 of each where the axis spans fewer than three. */
function logAxis(dataLow: number, dataHigh: number): Axis {
  const decades = Math.log10(dataHigh / dataLow);
  const steps = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(dataLow)) - 1; power <= Math.ceil(Math.log10(dataHigh)) + 1; power++) {
    for (const step of steps) marks.push(step * 10 ** power);
  }
  const low = marks.reduce((best, mark) => (mark <= dataLow * (1 + 1e-9) ? mark : best), dataLow);
  const high = marks.find((mark) => mark >= dataHigh * (1 - 1e-9) && mark > low) ?? dataHigh;
  const ticks = marks
    .filter((mark) => mark >= low * (1 - 1e-9) && mark <= high * (1 + 1e-9))
    .map((value) => ({ value, label: formatNumber(value, value) }));
  const [from, span] = [Math.log(low), Math.log(high / low)];
  return { scale: 'log', low, high, ticks, place: (value) => (Math.log(value) - from) / span };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/** A number with as many decimals as steps of `step` need; thousands set apart by a thin space. */
export function formatNumber(value: number, step: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(step) < 1e-5)) {
    const [mantissa = '', exponent = ''] = value.toExponential(2).split('e');
    return `${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`;
  }
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
  const extra = Number(step.toFixed(decimals)) === Number(step.toFixed(decimals + 1)) ? 0 : 1;
  const [whole = '', fraction] = Math.abs(value)
    .toFixed(decimals + extra)
    .split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') : whole;
  return `${value < 0 ? '\u2212' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
