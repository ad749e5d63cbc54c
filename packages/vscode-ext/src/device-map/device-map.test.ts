import { embeddedDevice } from '@kraus/hardware';
import { describe, expect, it } from 'vitest';
import { drawMap } from './draw-map.js';
import { layout } from './layout.js';
import { couplers, qubitQuantities } from './quantities.js';

const apart = (places: ReturnType<typeof layout>, a: number, b: number) =>
  Math.hypot((places[a]?.x ?? 0) - (places[b]?.x ?? 0), (places[a]?.y ?? 0) - (places[b]?.y ?? 0));

describe('layout', () => {
  it('lays a chain out as a line of equal steps', () => {
    const places = layout(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    for (const [a, b, length] of [
      [0, 1, 1],
      [1, 3, 2],
      [0, 4, 4],
    ] as const)
      expect(apart(places, a, b)).toBeCloseTo(length, 2);
  });

  it('keeps a square a square', () => {
    const places = layout(4, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ]);
    const sides = [apart(places, 0, 1), apart(places, 1, 2), apart(places, 2, 3), apart(places, 3, 0)];
    for (const side of sides) expect(side).toBeCloseTo(sides[0] as number, 3);
    expect(apart(places, 0, 2)).toBeCloseTo(Math.SQRT2 * (sides[0] as number), 3);
  });

  it('keeps neighbours of a big device near and others away', () => {
    const device = embeddedDevice('ibm_fez');
    const pairs = couplers(device).map(({ qubits }) => qubits);
    const places = layout(device.qubits.length, pairs);
    const lengths = pairs.map(([a, b]) => apart(places, a, b));
    expect(Math.max(...lengths)).toBeLessThan(1.6);
    const all = places.flatMap((_, a) => places.slice(a + 1).map((__, k) => apart(places, a, a + 1 + k)));
    expect(Math.min(...all)).toBeGreaterThan(0.6);
  });

  it('stands for one qubit, for none, and for parts that are not joined', () => {
    expect(layout(0, [])).toEqual([]);
    expect(layout(1, [])).toHaveLength(1);
    expect(apart(layout(2, []), 0, 1)).toBeGreaterThan(1);
  });
});

describe('the map of ibm_fez', () => {
  const device = embeddedDevice('ibm_fez');

  it('has every qubit and every pair once', () => {
    // Heron r2: 156 qubits, 176 couplers.
    expect(couplers(device)).toHaveLength(176);
    const { svg } = drawMap(device, 't1');
    expect(svg.match(/class="qubit/g)).toHaveLength(156);
    expect(svg.match(/class="coupler/g)).toHaveLength(176);
  });

  it('shades by rank: the best qubit lightest, the worst darkest', () => {
    const t1 = qubitQuantities(device).find(({ name }) => name === 't1')?.values ?? [];
    const numbers = t1.map((value) => value ?? 0);
    const best = numbers.indexOf(Math.max(...numbers));
    const worst = numbers.indexOf(Math.min(...numbers));
    const { svg, range } = drawMap(device, 't1');
    const shade = (qubit: number) => new RegExp(`class="qubit shade(\\d)"[^>]*data-qubit="${qubit}"`).exec(svg)?.[1];
    expect([shade(best), shade(worst)]).toEqual(['0', '8']);
    expect(range?.[0]).toBe(Math.max(...numbers));
    expect(svg).toContain('T1');
  });

  it('marks a pair whose gate did not calibrate', () => {
    const gates = device.gates.map((gate) =>
      gate.name === 'cz' && gate.qubits.includes(0) && gate.qubits.includes(1)
        ? { ...gate, error: 1, usable: false }
        : gate,
    );
    expect(drawMap({ ...device, gates }, 'readout').svg).toContain('<title>qubits 0 and 1: not usable</title>');
  });
});
