import type { Device } from '@kraus/hardware';
import { layout, type Place } from './layout.js';
import { couplers, type QubitQuantity, qubitQuantities } from './quantities.js';

/** The classes `shade0` (good) … `shade8` (bad) colour qubits and couplers. */
export const SHADES = 9;

/** A map in words and as SVG. */
export interface DrawnMap {
  readonly svg: string;
  /** Of what is shown: the best, the median, the worst. */
  readonly range: readonly [number, number, number] | undefined;
  readonly couplerRange: readonly [number, number, number] | undefined;
  readonly quantity: QubitQuantity;
}

const APART = 34;
const RADIUS = 12;
const EDGE = 22;

/** Where the qubits of a device are drawn; worked out once, for maps of all quantities. */
export function mapPlaces(device: Device): readonly Place[] {
  return layout(
    device.qubits.length,
    couplers(device).map(({ qubits }) => qubits),
  );
}

/** The qubits of a device as circles where they lie beside each other, coloured by a quantity; lines between neighbours by the error of their gate. */
export function drawMap(device: Device, chosen: string, places = mapPlaces(device)): DrawnMap {
  const quantities = qubitQuantities(device);
  const quantity = quantities.find(({ name }) => name === chosen) ?? (quantities[0] as QubitQuantity);
  const pairs = couplers(device);
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.min(...places.map(({ y }) => y));
  const px = (q: number) => EDGE + APART * ((places[q]?.x ?? 0) - left);
  const py = (q: number) => EDGE + APART * ((places[q]?.y ?? 0) - top);
  const width = 2 * EDGE + APART * (Math.max(...places.map(({ x }) => x)) - left);
  const height = 2 * EDGE + APART * (Math.max(...places.map(({ y }) => y)) - top);
  const shadeOf = shading(quantity.values, quantity.worse);
  const errors = pairs.map(({ error, usable }) => (usable ? error : undefined));
  const coupling = shading(errors, 'more');
  const lines = pairs.map(({ qubits: [a, b], error, usable }, k) => {
    const shade = usable ? `shade${coupling(errors[k])}` : 'unusable';
    const words = usable ? (error === undefined ? 'no error reported' : `error ${figure(error)}`) : 'not usable';
    return `<line class="coupler ${shade}" x1="${px(a).toFixed(1)}" y1="${py(a).toFixed(1)}" x2="${px(b).toFixed(1)}" y2="${py(b).toFixed(1)}"><title>qubits ${a} and ${b}: ${words}</title></line>`;
  });
  const circles = device.qubits.map((_, q) => {
    const words = quantities.map(({ title, unit, values }) => {
      const value = values[q];
      return `${title} ${value === undefined ? 'not reported' : `${figure(value)}${unit === '' ? '' : ` ${unit}`}`}`;
    });
    const label = `qubit ${q}: ${words.join(', ')}`;
    const shade = quantity.values[q] === undefined ? 'unusable' : `shade${shadeOf(quantity.values[q])}`;
    return `<g class="qubit ${shade}" tabindex="-1" role="img" aria-label="${label}" data-qubit="${q}"><title>${label}</title><circle cx="${px(q).toFixed(1)}" cy="${py(q).toFixed(1)}" r="${RADIUS}"/><text x="${px(q).toFixed(1)}" y="${(py(q) + 3.5).toFixed(1)}">${q}</text></g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 ${width.toFixed(1)} ${height.toFixed(1)}" role="group" aria-label="${device.qubits.length} qubits of ${device.name.replace(/[<>&"]/g, '')}">${lines.join('')}${circles.join('')}</svg>`;
  return { svg, quantity, range: rangeOf(quantity.values, quantity.worse), couplerRange: rangeOf(errors, 'more') };
}

const figure = (value: number) => String(Number(value.toPrecision(3)));

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined).sort((a, b) => a - b);
}

/** Shades by rank: on every device some are the best and some the worst. */
function shading(values: readonly (number | undefined)[], worse: QubitQuantity['worse']) {
  const sorted = known(values);
  return (value: number | undefined): number => {
    if (value === undefined || sorted.length === 0) return 0;
    const below = sorted.filter((other) => other < value).length;
    const rank = below / Math.max(1, sorted.length - 1);
    return Math.min(SHADES - 1, Math.floor((worse === 'more' ? rank : 1 - rank) * SHADES));
  };
}

function rangeOf(values: readonly (number | undefined)[], worse: QubitQuantity['worse']) {
  const sorted = known(values);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return undefined;
  const middle = sorted[Math.floor(sorted.length / 2)] as number;
  return worse === 'more' ? ([low, middle, high] as const) : ([high, middle, low] as const);
}
