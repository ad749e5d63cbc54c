import { type GateOperation, gateNamed, KrausError } from '@kraus/core';

/** f′(a) = Σ weight · f(a + shift). */
export interface ShiftedPoint {
  readonly shift: number;
  readonly weight: number;
}

/**
 * The derivative of a sum of sines of a with frequencies unit, 2 unit … count · unit from 2 · count shifted values
 * (Wierichs, Izaac, Wang, Lin, Quantum 6, 677, 2022, equation 28). One frequency gives the rule of two values.
 */
export function shiftRule(unit: number, count: number): readonly ShiftedPoint[] {
  return Array.from({ length: 2 * count }, (_, k) => {
    const angle = ((2 * k + 1) * Math.PI) / (2 * count);
    const weight = ((-1) ** k * unit) / (4 * count * Math.sin(angle / 2) ** 2);
    return { shift: angle / unit, weight };
  });
}

/**
 * The rule for one angle of a gate. A rotation exp(−iα/2 P) has the frequency 1 in α, under controls 1/2 and 1, a phase under
 * controls 1/2; frequencies of several rotations by the same angle add up.
 * @throws KrausError `sim/unsupported` if the frequencies have no common unit among them
 */
export function ruleOfAngle(operation: GateOperation, angle: number): readonly ShiftedPoint[] {
  const units: number[] = [];
  let most = 0;
  for (const { paulis, controls, angle: rule } of gateNamed(operation.gate).rotations) {
    const factor = Math.abs(rule.coefficients[angle] ?? 0);
    const turns = paulis.some((letter) => letter !== 'I');
    const controlled = controls.length + operation.controls.length > 0;
    if (factor === 0 || (!turns && !controlled)) continue;
    units.push(controlled ? factor / 2 : factor);
    most += turns ? factor : factor / 2;
  }
  if (units.length === 0 || operation.power === 0) return [];
  const unit = Math.min(...units);
  const count = (most * Math.abs(operation.power)) / unit;
  if (!Number.isInteger(count) || units.some((own) => !Number.isInteger(own / unit))) {
    throw new KrausError(
      'sim/unsupported',
      `Shots: the frequencies of angle ${angle} of ${operation.gate} are no multiples of one of them; take gradients from an exact engine.`,
    );
  }
  return shiftRule(unit, count);
}
