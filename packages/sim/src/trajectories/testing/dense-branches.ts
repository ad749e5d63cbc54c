import {
  add,
  angleValue,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  ComplexMatrix,
  classicalRadices,
  dagger,
  gateNamed,
  krausOperators,
  matrixFromData,
  matrixPower,
  multiply,
  noiseChannel,
  type Observable,
  pauliMatrix,
  trace,
} from '@kraus/core';

/** The operator on systems of dimensions `dims` that acts like `matrix` on `targets` when all `controls` are 1, entry by entry. */
export function embedded(
  matrix: ComplexMatrix,
  targets: readonly number[],
  controls: readonly number[],
  dims: readonly number[],
): ComplexMatrix {
  const size = dims.reduce((product, d) => product * d, 1);
  const digits = (k: number) => {
    let rest = k;
    return dims.map((d) => {
      const digit = rest % d;
      rest = Math.floor(rest / d);
      return digit;
    });
  };
  const local = (of: readonly number[]) =>
    targets.reduceRight((index, target) => index * (dims[target] as number) + (of[target] as number), 0);
  const whole = new ComplexMatrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [row, column] = [digits(i), digits(j)];
      if (row.some((digit, wire) => digit !== column[wire] && !targets.includes(wire))) continue;
      if (controls.every((control) => column[control] === 1)) whole.set(i, j, matrix.at(local(row), local(column)));
      else if (i === j) whole.set(i, j, 1);
    }
  }
  return whole;
}

/** Unnormalised density matrices by the values of the classical digits. */
type Branches = Map<string, { readonly digits: readonly number[]; readonly rho: ComplexMatrix }>;

/** The outputs (all but `state`) of one sample by density matrices and Kraus sums, one for every classical register. */
export function denseBranchOutputs(
  program: CircuitProgram,
  theta: ArrayLike<number> = [],
  x: ArrayLike<number> = [],
  initial?: ArrayLike<number>,
  target?: ArrayLike<number>,
): number[] {
  const size = program.dims.reduce((product, d) => product * d, 1);
  const psi = new ComplexMatrix(size, 1, initial === undefined ? undefined : Float64Array.from(initial));
  if (initial === undefined) psi.set(0, 0, 1);
  const digits = new Array<number>(program.bits).fill(0);
  let branches: Branches = new Map([[digits.join(' '), { digits, rho: multiply(psi, dagger(psi)) }]]);
  for (const operation of program.operations) branches = evolved(program, branches, operation, theta, x);
  return program.outputs.flatMap((output) => denseOutput(program, branches, output, target));
}

function evolved(
  program: CircuitProgram,
  branches: Branches,
  operation: CircuitOperation,
  theta: ArrayLike<number>,
  x: ArrayLike<number>,
): Branches {
  const next: Branches = new Map();
  const put = (digits: readonly number[], rho: ComplexMatrix) => {
    const key = digits.join(' ');
    const before = next.get(key);
    next.set(key, { digits, rho: before === undefined ? rho : add(before.rho, rho) });
  };
  const radices = classicalRadices(program);
  for (const { digits, rho } of branches.values()) {
    const condition = 'condition' in operation ? operation.condition : undefined;
    if (condition !== undefined) {
      const value = condition.bits.reduceRight(
        (sum, bit) => sum * (radices[bit] as number) + (digits[bit] as number),
        0,
      );
      if (value !== condition.value) {
        put(digits, rho);
        continue;
      }
    }
    if (operation.kind === 'barrier') put(digits, rho);
    else if (operation.kind === 'measure') {
      const d = program.dims[operation.target] as number;
      for (let outcome = 0; outcome < d; outcome++) {
        const projector = new ComplexMatrix(d, d);
        projector.set(outcome, outcome, 1);
        const told = digits.map((digit, bit) => (bit === operation.bit ? outcome : digit));
        put(told, sandwiched([embedded(projector, [operation.target], [], program.dims)], rho));
      }
    } else put(digits, sandwiched(operators(program, operation, theta, x), rho));
  }
  return next;
}

function sandwiched(of: readonly ComplexMatrix[], rho: ComplexMatrix): ComplexMatrix {
  return of.map((k) => multiply(k, multiply(rho, dagger(k)))).reduce(add);
}

function operators(
  program: CircuitProgram,
  operation: Exclude<CircuitOperation, { kind: 'barrier' | 'measure' }>,
  theta: ArrayLike<number>,
  x: ArrayLike<number>,
): ComplexMatrix[] {
  const { dims } = program;
  const value = (angle: Parameters<typeof angleValue>[0]) => angleValue(angle, theta, x);
  switch (operation.kind) {
    case 'gate': {
      const matrix = matrixPower(
        gateNamed(operation.gate).matrix(operation.angles.map(value)),
        Math.abs(operation.power),
      );
      return [embedded(operation.power < 0 ? dagger(matrix) : matrix, operation.targets, operation.controls, dims)];
    }
    case 'matrix':
      return [embedded(matrixFromData(operation.matrix), operation.targets, operation.controls, dims)];
    case 'channel':
      return krausOperators(operation.channel).map((k) => embedded(k, operation.targets, [], dims));
    case 'noise':
      return krausOperators(noiseChannel(operation.channel, ...operation.values.map(value))).map((k) =>
        embedded(k, operation.targets, [], dims),
      );
    case 'reset': {
      const d = dims[operation.target] as number;
      return Array.from({ length: d }, (_, level) => {
        const lower = new ComplexMatrix(d, d);
        lower.set(0, level, 1);
        return embedded(lower, [operation.target], [], dims);
      });
    }
  }
}

function observableMatrix(observable: Observable, dims: readonly number[]): ComplexMatrix {
  if (observable.kind === 'matrix') return embedded(matrixFromData(observable.matrix), observable.targets, [], dims);
  const size = dims.reduce((product, d) => product * d, 1);
  const total = new ComplexMatrix(size, size);
  for (const { coefficient, paulis } of observable.terms) {
    const qubits = paulis.map(([qubit]) => qubit);
    const string =
      paulis.length === 0
        ? ComplexMatrix.identity(size)
        : embedded(pauliMatrix(paulis.map(([, letter]) => letter)), qubits, [], dims);
    for (let k = 0; k < total.data.length; k++) total.data[k]! += coefficient * (string.data[k] as number);
  }
  return total;
}

function denseOutput(
  program: CircuitProgram,
  branches: Branches,
  output: CircuitOutput,
  target: ArrayLike<number> | undefined,
): number[] {
  const { dims } = program;
  const rho = [...branches.values()].map((branch) => branch.rho).reduce(add);
  switch (output.kind) {
    case 'expectation':
      return output.observables.map((observable) => trace(multiply(observableMatrix(observable, dims), rho))[0]);
    case 'probabilities': {
      const size = output.targets.reduce((product, wire) => product * (dims[wire] as number), 1);
      return Array.from({ length: size }, (_, outcome) => {
        const projector = new ComplexMatrix(size, size);
        projector.set(outcome, outcome, 1);
        return trace(multiply(embedded(projector, output.targets, [], dims), rho))[0];
      });
    }
    case 'density':
      return Array.from(rho.data);
    case 'classical': {
      const radices = classicalRadices(program);
      const of = (bit: number) => radices[bit] as number;
      const sums = new Array<number>(output.bits.reduce((product, bit) => product * of(bit), 1)).fill(0);
      for (const branch of branches.values()) {
        const index = output.bits.reduceRight((sum, bit) => sum * of(bit) + (branch.digits[bit] as number), 0);
        sums[index]! += trace(branch.rho)[0];
      }
      return sums;
    }
    case 'fidelity': {
      const numbers = output.target === 'per-sample' ? (target ?? []) : output.target;
      const column = new ComplexMatrix(rho.rows, 1, Float64Array.from(numbers));
      return [multiply(dagger(column), multiply(rho, column)).re(0, 0)];
    }
    case 'state':
      throw new Error('a density matrix has no amplitudes');
  }
}
