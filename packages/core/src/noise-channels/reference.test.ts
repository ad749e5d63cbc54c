import { describe, expect, it } from 'vitest';
import {
  applyChannel,
  averageGateFidelity,
  chiFromChoi,
  choi,
  composeChannels,
  diamondBounds,
  identityChannel,
  processFidelity,
  tensorChannels,
  unitaryChannel,
} from '../channels/index.js';
import { gateNamed } from '../gates/index.js';
import { ComplexMatrix, kron, maxDifference, multiply } from '../linear-algebra/index.js';
import { entropy, fidelity, negativity, partialTrace, pureState, purity, traceDistance } from '../states/index.js';
import { noiseChannel } from './index.js';

/**
 * Numbers computed elsewhere: QuTiP 5.3.1 (NumPy 2.4.6, SciPy 1.17.1). `to_choi`, `to_chi` (divided by d² = 4),
 * `average_gate_fidelity`, `process_fidelity`, `dnorm` (semidefinite program, CVXPY 1.9.3 with SCS: six digits),
 * `entropy_vn`, `negativity`, `tracedist`, `ptrace`; the fidelity as <ψ|ρ|ψ> by NumPy, since `fidelity` squared loses half
 * the digits for a pure state (0.83809706). QuTiP's first tensor factor is the most significant.
 */
const rotated = composeChannels(
  unitaryChannel([2], gateNamed('RX').matrix([0.7])),
  noiseChannel('AmplitudeDamping', 0.3),
);
const turned = composeChannels(noiseChannel('Depolarizing', 0.1), unitaryChannel([2], gateNamed('RZ').matrix([0.4])));

describe('channels agree with QuTiP', () => {
  it('in Choi and process matrix', () => {
    const [a, b, c, d, e, f, g] = [
      0.917694765549571, 0.26949559364900366, 0.22547619053319184, 0.738286455620948, 0.08230523445042905,
      0.09837357091312754, 0.3823052344504291,
    ];
    const expected = ComplexMatrix.fromRows([
      [a, [0, b], [0, c], d],
      [[0, -b], e, f, [0, -c]],
      [[0, -c], f, g, [0, -b]],
      [d, [0, c], [0, b], 0.617694765549571],
    ]);
    expect(maxDifference(choi(rotated), expected)).toBeLessThan(1e-15);
    const chi = chiFromChoi(choi(rotated));
    [3.011962442341038, 0.6613576107271132, 0.26786332707460303, 0.058816619857246066].forEach((value, k) => {
      expect(chi.re(k, k)).toBeCloseTo(value / 4, 14);
    });
    expect(chi.im(0, 1)).toBeCloseTo(0.9899435683643911 / 4, 14);
  });

  it('in average gate and process fidelity', () => {
    const target = gateNamed('RX').matrix([0.7]);
    expect(averageGateFidelity(rotated)).toBeCloseTo(0.8353270737235063, 14);
    expect(averageGateFidelity(rotated, target)).toBeCloseTo(0.8955533421780252, 14);
    expect(processFidelity(rotated, target)).toBeCloseTo(0.8433300132670378, 14);
  });

  it.each([
    ['two channels', rotated, turned, 0.954664],
    ['a rotation with damping, and nothing', rotated, identityChannel([2]), 0.9718],
    ['depolarizing with a rotation, and nothing', turned, identityChannel([2]), 0.439988],
    ['amplitude damping, and nothing', noiseChannel('AmplitudeDamping', 0.3), identityChannel([2]), 0.6],
  ] as const)('whose diamond distance lies within the bounds: %s', (_, first, second, distance) => {
    const { lower, upper } = diamondBounds(first, second);
    expect(lower).toBeLessThanOrEqual(distance + 1e-5);
    expect(upper).toBeGreaterThanOrEqual(distance - 1e-5);
    expect(upper / lower).toBeLessThan(2);
  });
});

describe('states agree with QuTiP', () => {
  // Hadamard on qubit 0, RY(0.9) on qubit 1, CX from 0 to 1, then damping on 0 and dephasing on 1.
  const prepared = multiply(gateNamed('CX').matrix([]), kron(gateNamed('RY').matrix([0.9]), gateNamed('H').matrix([])));
  const ideal = pureState(
    new ComplexMatrix(
      4,
      1,
      Float64Array.from({ length: 8 }, (_, k) => (k % 2 === 0 ? prepared.re(k / 2, 0) : 0)),
    ),
  );
  const noisy = applyChannel(
    tensorChannels(noiseChannel('AmplitudeDamping', 0.2), noiseChannel('PhaseDamping', 0.35)),
    ideal,
  );

  it('after a noisy Bell-like circuit', () => {
    expect(noisy.re(0, 0)).toBeCloseTo(0.4243219936541328, 14);
    expect(noisy.re(1, 2)).toBeCloseTo(0.06821523307622826, 14);
    expect(noisy.re(0, 3)).toBeCloseTo(0.29233989447017067, 14);
    expect(partialTrace(noisy, [2, 2], [0]).re(0, 1)).toBeCloseTo(0.35031444370637743, 14);
  });

  it('in entropy, negativity, purity, fidelity and trace distance', () => {
    expect(entropy(noisy)).toBeCloseTo(0.7753387091243874, 13);
    expect(negativity(noisy, [2, 2], [0])).toBeCloseTo(0.17178820783926796, 13);
    expect(purity(noisy)).toBeCloseTo(0.7284744827403767, 13);
    expect(fidelity(noisy, ideal)).toBeCloseTo(0.8380970263843097, 13);
    expect(traceDistance(noisy, ideal)).toBeCloseTo(0.18751786719081015, 13);
  });
});
