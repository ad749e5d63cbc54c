import {
  add,
  angleValue,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  ComplexMatrix,
  type Condition,
  classicalRadices,
  dagger,
  gateNamed,
  krausOperators,
  kron,
  matrixFromData,
  matrixPower,
  multiply,
  noiseChannel,
  type Observable,
  pauliMatrix,
  trace,
} from '@kraus/core';

/** Unnormalised density matrices, one a reachable value of the classical digits (joined by commas). */
type Branches = ReadonlyMap<string, ComplexMatrix>;

const productOf = (numbers: readonly number[]) => numbers.reduce((product, d) => product * d, 1);

/** Of every basis state: its index on `targets` (the first the least significant), and what is left without them. */
function split(targets: readonly number[], dims: readonly number[]): { local: number[]; rest: number[] } {
  const size = productOf(dims);
  const strides = dims.map((_, w) => productOf(dims.slice(0, w)));
  const digit = (k: number, wire: number) => Math.floor(k / (strides[wire] as number)) % (dims[wire] as number);
  const all = Array.from({ length: size }, (_, k) => k);
  return {
    local: all.map((k) => targets.reduceRight((index, wire) => index * (dims[wire] as number) + digit(k, wire), 0)),
    rest: all.map((k) => targets.reduce((rest, wire) => rest - digit(k, wire) * (strides[wire] as number), k)),
  };
}

function groupBy(rest: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  rest.forEach((key, k) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [k]);
    else group.push(k);
  });
  return groups;
}

/** The operator on all wires that acts like `matrix` on `targets`: entry by entry. */
export function embedQudits(matrix: ComplexMatrix, targets: readonly number[], dims: readonly number[]): ComplexMatrix {
  return actOn(matrix, targets, dims, ComplexMatrix.identity(productOf(dims)));
}

/** The product of `matrix`, acting on `targets`, and an operator on all wires. */
function actOn(
  matrix: ComplexMatrix,
  targets: readonly number[],
  dims: readonly number[],
  operator: ComplexMatrix,
): ComplexMatrix {
  const { local, rest } = split(targets, dims);
  const size = operator.rows;
  const groups = groupBy(rest);
  const product = new ComplexMatrix(size, size);
  for (const group of groups.values()) {
    for (const i of group) {
      for (const k of group) {
        const [re, im] = matrix.at(local[i] as number, local[k] as number);
        if (re === 0 && im === 0) continue;
        for (let j = 0; j < size; j++) {
          const [from, to] = [2 * (k * size + j), 2 * (i * size + j)];
          const [x, y] = [operator.data[from] as number, operator.data[from + 1] as number];
          product.data[to] = (product.data[to] as number) + re * x - im * y;
          product.data[to + 1] = (product.data[to + 1] as number) + re * y + im * x;
        }
      }
    }
  }
  return product;
}

function controlled(matrix: ComplexMatrix, controls: number): ComplexMatrix {
  let result = matrix;
  for (let c = 0; c < controls; c++) {
    const [zero, one] = [ComplexMatrix.diagonal([1, 0]), ComplexMatrix.diagonal([0, 1])];
    result = add(kron(ComplexMatrix.identity(result.rows), zero), kron(result, one));
  }
  return result;
}

/** Kraus operators of an operation on its wires. */
function operators(
  operation: Exclude<CircuitOperation, { kind: 'barrier' | 'measure' }>,
  dims: readonly number[],
  theta: ArrayLike<number>,
  x: ArrayLike<number>,
): { readonly kraus: readonly ComplexMatrix[]; readonly wires: readonly number[] } {
  switch (operation.kind) {
    case 'gate': {
      const angles = operation.angles.map((angle) => angleValue(angle, theta, x));
      const whole = matrixPower(gateNamed(operation.gate).matrix(angles), Math.abs(operation.power));
      const matrix = operation.power < 0 ? dagger(whole) : whole;
      return {
        kraus: [controlled(matrix, operation.controls.length)],
        wires: [...operation.controls, ...operation.targets],
      };
    }
    case 'matrix':
      return {
        kraus: [controlled(matrixFromData(operation.matrix), operation.controls.length)],
        wires: [...operation.controls, ...operation.targets],
      };
    case 'channel':
      return { kraus: krausOperators(operation.channel), wires: operation.targets };
    case 'noise': {
      const values = operation.values.map((value) => angleValue(value, theta, x));
      const channel = noiseChannel(operation.channel, ...values);
      return {
        kraus: channel.kind === 'kraus' ? channel.operators.map(matrixFromData) : krausOperators(channel),
        wires: operation.targets,
      };
    }
    case 'reset': {
      const d = dims[operation.target] as number;
      return { kraus: Array.from({ length: d }, (_, j) => unit(d, 0, j)), wires: [operation.target] };
    }
  }
}

function unit(d: number, i: number, j: number): ComplexMatrix {
  const matrix = new ComplexMatrix(d, d);
  matrix.set(i, j, 1);
  return matrix;
}

function conjugateBy(
  kraus: readonly ComplexMatrix[],
  wires: readonly number[],
  dims: readonly number[],
  rho: ComplexMatrix,
): ComplexMatrix {
  // K ρ K† = (K (K ρ)†)† for Hermitian ρ.
  return kraus.map((k) => dagger(actOn(k, wires, dims, dagger(actOn(k, wires, dims, rho))))).reduce(add);
}

function holds(condition: Condition | undefined, digits: readonly number[], radices: readonly number[]): boolean {
  if (condition === undefined) return true;
  const value = condition.bits.reduceRight((sum, bit) => sum * (radices[bit] ?? 2) + (digits[bit] ?? 0), 0);
  return value === condition.value;
}

/**
 * The density matrix of every classical branch, by Kraus sums over dense matrices; the states of branches that end in the same
 * digits are added.
 */
export function denseBranches(
  program: CircuitProgram,
  start: ComplexMatrix,
  theta: ArrayLike<number>,
  x: ArrayLike<number>,
): Branches {
  const { dims } = program;
  const radices = classicalRadices(program);
  let branches = new Map<string, ComplexMatrix>([[new Array(program.bits).fill(0).join(), start]]);
  for (const operation of program.operations) {
    if (operation.kind === 'barrier') continue;
    const next = new Map<string, ComplexMatrix>();
    const put = (digits: readonly number[], rho: ComplexMatrix) => {
      const before = next.get(digits.join());
      next.set(digits.join(), before === undefined ? rho : add(before, rho));
    };
    for (const [key, rho] of branches) {
      const digits = key === '' ? [] : key.split(',').map(Number);
      if (operation.kind === 'measure') {
        const d = dims[operation.target] as number;
        for (let outcome = 0; outcome < d; outcome++) {
          put(
            digits.map((digit, bit) => (bit === operation.bit ? outcome : digit)),
            conjugateBy([unit(d, outcome, outcome)], [operation.target], dims, rho),
          );
        }
      } else if (holds('condition' in operation ? operation.condition : undefined, digits, radices)) {
        const { kraus, wires } = operators(operation, dims, theta, x);
        put(digits, conjugateBy(kraus, wires, dims, rho));
      } else put(digits, rho);
    }
    branches = next;
  }
  return branches;
}

function observableMatrix(observable: Observable, dims: readonly number[]): ComplexMatrix {
  if (observable.kind === 'matrix') return embedQudits(matrixFromData(observable.matrix), observable.targets, dims);
  return observable.terms
    .map(({ coefficient, paulis }) => {
      const whole = paulis.reduce(
        (matrix, [wire, letter]) => multiply(matrix, embedQudits(pauliMatrix([letter]), [wire], dims)),
        ComplexMatrix.identity(productOf(dims)),
      );
      whole.data.forEach((value, k) => {
        whole.data[k] = coefficient * value;
      });
      return whole;
    })
    .reduce(add);
}

/** The outputs of one sample from its branches. */
export function denseDensityOutputs(program: CircuitProgram, branches: Branches, target?: ArrayLike<number>): number[] {
  const rho = [...branches.values()].reduce(add);
  return program.outputs.flatMap((output) => densityOutput(program, output, branches, rho, target));
}

function densityOutput(
  program: CircuitProgram,
  output: CircuitOutput,
  branches: Branches,
  rho: ComplexMatrix,
  target: ArrayLike<number> | undefined,
): number[] {
  const { dims } = program;
  switch (output.kind) {
    case 'expectation':
      return output.observables.map((observable) => trace(multiply(observableMatrix(observable, dims), rho))[0]);
    case 'probabilities': {
      const sizes = output.targets.map((wire) => dims[wire] as number);
      return Array.from({ length: productOf(sizes) }, (_, k) => {
        const digits = sizes.map((d, w) => Math.floor(k / productOf(sizes.slice(0, w))) % d);
        const projector = output.targets.reduce(
          (matrix, wire, w) =>
            multiply(matrix, embedQudits(unit(sizes[w] as number, digits[w] ?? 0, digits[w] ?? 0), [wire], dims)),
          ComplexMatrix.identity(productOf(dims)),
        );
        return trace(multiply(projector, rho))[0];
      });
    }
    case 'classical': {
      const radices = output.bits.map((bit) => classicalRadices(program)[bit] as number);
      const sums = new Array<number>(productOf(radices)).fill(0);
      for (const [key, state] of branches) {
        const digits = key.split(',').map(Number);
        const index = output.bits.reduceRight((sum, bit, b) => sum * (radices[b] as number) + (digits[bit] ?? 0), 0);
        sums[index] = (sums[index] ?? 0) + trace(state)[0];
      }
      return sums;
    }
    case 'density':
      return Array.from(rho.data);
    case 'fidelity': {
      const numbers = output.target === 'per-sample' ? (target ?? []) : output.target;
      const state = new ComplexMatrix(rho.rows, 1, Float64Array.from(numbers));
      return [multiply(dagger(state), multiply(rho, state)).re(0, 0)];
    }
    case 'state':
      throw new Error('a density matrix has no amplitudes');
  }
}

/** |a><a| of amplitudes, or |0…0><0…0|. */
export function pureDensity(dimension: number, amplitudes?: ArrayLike<number>): ComplexMatrix {
  const column = new ComplexMatrix(dimension, 1, amplitudes === undefined ? undefined : Float64Array.from(amplitudes));
  if (amplitudes === undefined) column.set(0, 0, 1);
  return multiply(column, dagger(column));
}
