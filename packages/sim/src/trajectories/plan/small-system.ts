import type { SmallSystem } from './plan.js';

/** The small system of `targets` (the first the least significant), where all `controls` (qubits) are 1. */
export function smallSystem(
  dims: readonly number[],
  targets: readonly number[],
  controls: readonly number[] = [],
): SmallSystem {
  const strides: number[] = [];
  dims.reduce((stride, d) => {
    strides.push(stride);
    return stride * d;
  }, 1);
  const stride = (wire: number) => strides[wire] as number;
  let offsets = [0];
  for (const target of targets) {
    const levels = Array.from({ length: dims[target] as number }, (_, level) => level * stride(target));
    offsets = levels.flatMap((level) => offsets.map((offset) => offset + level));
  }
  const steps: [number, number][] = [];
  dims.forEach((d, wire) => {
    if (targets.includes(wire) || controls.includes(wire)) return;
    const last = steps.at(-1);
    if (last !== undefined && last[0] * last[1] === stride(wire)) last[0] *= d;
    else steps.push([d, stride(wire)]);
  });
  return {
    size: offsets.length,
    offsets,
    groups: steps.reduce((product, [count]) => product * count, 1),
    first: controls.reduce((sum, control) => sum + stride(control), 0),
    steps,
  };
}

/** Calls `visit(base)` for every group. */
export function eachGroup(system: SmallSystem, visit: (base: number) => void): void {
  const { steps, groups } = system;
  const digits = steps.map(() => 0);
  let base = system.first;
  for (let group = 0; group < groups; group++) {
    visit(base);
    for (let k = 0; k < steps.length; k++) {
      const [count, stride] = steps[k] as readonly [number, number];
      digits[k] = (digits[k] as number) + 1;
      base += stride;
      if (digits[k] !== count) break;
      digits[k] = 0;
      base -= count * stride;
    }
  }
}
