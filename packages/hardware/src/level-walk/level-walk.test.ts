import { circuit } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { levelCircuits, stationaryOf, walkFromCounts } from './index.js';

const step = circuit(4)
  .gate('H', [3])
  .gate('X', [0], [], { controls: [3] })
  .state()
  .build();
const word = (level: number) => level.toString(2).padStart(3, '0');

describe('walks of levels on a device', () => {
  it('take a circuit a level, or one a level and step', () => {
    const measured = levelCircuits(step, 8, 6, 'measured');
    expect(measured.map(({ from }) => from)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(
      measured[5]?.program.operations.flatMap((each) =>
        each.kind === 'gate' && each.gate === 'X' ? [each.targets[0]] : [],
      ),
    ).toEqual([0, 2, 0]);
    expect(measured[0]?.program.operations.filter(({ kind }) => kind === 'measure')).toHaveLength(3);
    const coherent = levelCircuits(step, 8, 6, 'coherent');
    expect(coherent).toHaveLength(48);
    const gates = coherent.at(-1)?.program.operations.filter((each) => each.kind === 'gate' && each.gate === 'H');
    expect(gates).toHaveLength(6);
    expect(() => levelCircuits(step, 6, 2, 'measured')).toThrow(/power of 2/);
    expect(() => levelCircuits(step, 32, 2, 'measured')).toThrow(/has 4/);
    expect(() => levelCircuits(circuit(3).measure(0, 0).classical().build(), 8, 2, 'measured')).toThrow(
      /without trainable/,
    );
  });

  it('become column-stochastic matrices with half a pseudo-count, and say what is wrong with them', () => {
    const circuits = levelCircuits(step, 8, 6, 'measured');
    // A perfect step of ±1 on the ring.
    const ring = circuits.map(({ from }) => ({ [word((from + 1) % 8)]: 500, [word((from + 7) % 8)]: 500 }));
    const walk = walkFromCounts(circuits, ring, 8, 'measured');
    const q = walk.oneStep as Float64Array;
    for (let j = 0; j < 8; j++) {
      expect(Array.from({ length: 8 }, (_, i) => q[i * 8 + j] as number).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    expect(q[1 * 8 + 0]).toBeCloseTo(500.5 / 1004, 12);
    expect(q[4 * 8 + 0]).toBeCloseTo(0.5 / 1004, 12);
    for (const p of walk.stationary) expect(p).toBeCloseTo(1 / 8, 9);
    expect(walk.remarks.join(' ')).toMatch(/Parity: 99.\d % of a step changes/);
    expect(walk.remarks.join(' ')).not.toMatch(/Damping/);
    // Everything decays to 0.
    const decay = circuits.map(({ from }) => ({ [word(from)]: 900, [word(0)]: from === 0 ? 1000 : 100 }));
    const damped = walkFromCounts(circuits, decay, 8, 'measured', 0);
    expect(damped.stationary[0]).toBeCloseTo(1, 9);
    expect(damped.remarks.join(' ')).toMatch(/Damping.*most weight on level 0/);
  });

  it('have the stationary distribution of the chain, also where the chain itself does not converge', () => {
    const swap = Float64Array.from([0, 1, 1, 0]);
    expect([...stationaryOf(swap, 2)]).toEqual([0.5, 0.5]);
    const biased = Float64Array.from([0.9, 0.3, 0.1, 0.7]);
    expect(stationaryOf(biased, 2)[0]).toBeCloseTo(0.75, 12);
  });

  it('give marginals alone where nothing is measured in between', () => {
    const circuits = levelCircuits(step, 2, 3, 'coherent');
    const walk = walkFromCounts(
      circuits,
      circuits.map(() => ({ '0': 30, '1': 70 })),
      2,
      'coherent',
      0,
    );
    expect(walk.oneStep).toBeUndefined();
    expect(walk.marginals?.map((matrix) => [...matrix])).toEqual(Array(3).fill([0.3, 0.3, 0.7, 0.7]));
    expect([...walk.stationary]).toEqual([0.3, 0.7]);
  });
});
