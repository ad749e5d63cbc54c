import type { PauliString, PlanOutput } from '../plan/index.js';
import { eachGroup } from '../plan/index.js';
import { applyMatrix, type Lane, moments, populations, traceOfProduct } from './lane.js';

/** All outputs of the lane's state, [columns]. */
export function readOutputs(lane: Lane): Float64Array {
  const values = new Float64Array(lane.plan.columns);
  for (const output of lane.plan.outputs) values.set(readOutput(lane, output), output.column);
  return values;
}

function readOutput(lane: Lane, output: PlanOutput): ArrayLike<number> {
  const { psi } = lane;
  switch (output.kind) {
    case 'expectation':
      return output.observables.map((observable) => {
        if (observable.kind === 'matrix') {
          const { system, matrix } = observable;
          return traceOfProduct(matrix, moments(psi, psi, system), system.size)[0];
        }
        return observable.strings.reduce((sum, string) => sum + stringValue(psi, string), 0);
      });
    case 'probabilities':
      return populations(psi, output.system);
    case 'state':
      return psi;
    case 'density':
      return densityOf(psi);
    case 'classical': {
      const value = output.terms.reduce((sum, [draw, weight]) => sum + (lane.choice[draw] as number) * weight, 0);
      return Float64Array.from({ length: output.size }, (_, k) => (k === value ? lane.norm : 0));
    }
    case 'fidelity': {
      const [re, im] = overlap(targetOf(lane, output), psi);
      return [re * re + im * im];
    }
  }
}

function stringValue(psi: Float64Array, { system, coefficient, rows, phases }: PauliString): number {
  let sum = 0;
  eachGroup(system, (base) => {
    rows.forEach((row, a) => {
      const from = 2 * (base + (system.offsets[a] as number));
      const to = 2 * (base + (system.offsets[row] as number));
      const [u, v] = [phases[2 * a] as number, phases[2 * a + 1] as number];
      const [x, y] = [psi[from] as number, psi[from + 1] as number];
      sum += (psi[to] as number) * (u * x - v * y) + (psi[to + 1] as number) * (u * y + v * x);
    });
  });
  return coefficient * sum;
}

function densityOf(psi: Float64Array): Float64Array {
  const size = psi.length / 2;
  const density = new Float64Array(2 * size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const [ar, ai] = [psi[2 * a] as number, psi[2 * a + 1] as number];
      const [br, bi] = [psi[2 * b] as number, psi[2 * b + 1] as number];
      density[2 * (a * size + b)] = ar * br + ai * bi;
      density[2 * (a * size + b) + 1] = ai * br - ar * bi;
    }
  }
  return density;
}

function targetOf(lane: Lane, { target }: Extract<PlanOutput, { kind: 'fidelity' }>): ArrayLike<number> {
  if (target !== 'per-sample') return target;
  const size = lane.psi.length;
  return Float64Array.from({ length: size }, (_, k) => lane.batch.targets?.[lane.sample * size + k] ?? 0);
}

/** <target|psi>. */
function overlap(target: ArrayLike<number>, psi: Float64Array): [number, number] {
  let [re, im] = [0, 0];
  for (let k = 0; k < psi.length; k += 2) {
    const [a, b, c, d] = [target[k] as number, target[k + 1] as number, psi[k] as number, psi[k + 1] as number];
    re += a * c + b * d;
    im += a * d - b * c;
  }
  return [re, im];
}

/** ∂L/∂Re ψ + i ∂L/∂Im ψ for the cotangents of all outputs but classical ones. */
export function seedOutputs(lane: Lane, cotangents: Float64Array): Float64Array {
  const lambda = new Float64Array(lane.psi.length);
  for (const output of lane.plan.outputs) {
    seedOutput(lane, output, cotangents.subarray(output.column, output.column + output.size), lambda);
  }
  return lambda;
}

function seedOutput(lane: Lane, output: PlanOutput, c: Float64Array, lambda: Float64Array): void {
  const { psi } = lane;
  const add = (at: number, re: number, im: number) => {
    lambda[at]! += re;
    lambda[at + 1]! += im;
  };
  switch (output.kind) {
    case 'expectation':
      output.observables.forEach((observable, k) => {
        const twice = 2 * (c[k] as number);
        if (observable.kind === 'strings') {
          for (const string of observable.strings) seedString(psi, string, twice, add);
          return;
        }
        const image = psi.slice();
        applyMatrix(image, observable.system, observable.matrix);
        for (let i = 0; i < image.length; i++) lambda[i]! += twice * (image[i] as number);
      });
      return;
    case 'probabilities':
      eachGroup(output.system, (base) => {
        output.system.offsets.forEach((offset, a) => {
          const at = 2 * (base + offset);
          const twice = 2 * (c[a] as number);
          add(at, twice * (psi[at] as number), twice * (psi[at + 1] as number));
        });
      });
      return;
    case 'state':
      for (let k = 0; k < psi.length; k++) lambda[k]! += c[k] as number;
      return;
    case 'density': {
      const size = psi.length / 2;
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          const [e, f] = [2 * (a * size + b), 2 * (b * size + a)];
          const u = (c[e] as number) + (c[f] as number);
          const v = (c[e + 1] as number) - (c[f + 1] as number);
          const [x, y] = [psi[2 * b] as number, psi[2 * b + 1] as number];
          add(2 * a, u * x - v * y, u * y + v * x);
        }
      }
      return;
    }
    case 'fidelity': {
      const target = targetOf(lane, output);
      const [re, im] = overlap(target, psi).map((x) => 2 * (c[0] as number) * x) as [number, number];
      for (let k = 0; k < psi.length; k += 2) {
        const [a, b] = [target[k] as number, target[k + 1] as number];
        add(k, re * a - im * b, re * b + im * a);
      }
    }
  }
}

function seedString(
  psi: Float64Array,
  { system, coefficient, rows, phases }: PauliString,
  twice: number,
  add: (at: number, re: number, im: number) => void,
): void {
  eachGroup(system, (base) => {
    rows.forEach((row, a) => {
      const from = 2 * (base + (system.offsets[a] as number));
      const u = twice * coefficient * (phases[2 * a] as number);
      const v = twice * coefficient * (phases[2 * a + 1] as number);
      const [x, y] = [psi[from] as number, psi[from + 1] as number];
      add(2 * (base + (system.offsets[row] as number)), u * x - v * y, u * y + v * x);
    });
  });
}
