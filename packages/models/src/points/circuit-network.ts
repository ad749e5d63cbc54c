import { type CircuitPart, KrausError, type RandomStream, type TrainableCircuit } from '@kraus/core';
import { type CircuitExecutable, circuitShape, compileCircuit } from '@kraus/sim';
import { initialParameters } from '../circuits/index.js';
import { engineInfo, type Tensor, tf } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import { type CircuitInputs, circuitInputs } from './circuit-inputs.js';
import type { PointNetwork } from './point-network.js';

/** Where the factor of the outputs begins: expectation values reach from −1 to 1, coordinates and noise further. */
const FIRST_SCALE = 2;

interface Stage {
  readonly circuit: TrainableCircuit;
  readonly inputs: CircuitInputs;
  /** First and last step of the samples that it takes, and where its θ begins. */
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/**
 * A circuit as reverse model of points: its outputs ⟨O_k⟩, each times a trained scale plus a trained shift. θ is one vector, step after step
 * where steps have parameters of their own. In float64 throughout, gradients by the adjoint method, no tensors in between.
 */
export class CircuitNetwork implements PointNetwork {
  readonly name = 'circuit';
  readonly #stages: readonly Stage[];
  readonly #executables = new Map<TrainableCircuit, CircuitExecutable>();
  readonly #columns: number;
  readonly #steps: number;
  readonly #dimension: number;

  /** @throws KrausError `models/circuit-inputs`, `models/circuit-outputs`, `models/circuit-parameters`, `models/no-time` */
  constructor(
    private readonly part: CircuitPart,
    options: { readonly perStep: boolean },
    shape: { readonly dimension: number; readonly outputs: number; readonly steps: number },
  ) {
    this.#columns = shape.outputs;
    this.#steps = shape.steps;
    this.#dimension = shape.dimension;
    this.#stages = this.#stagesOf(options.perStep);
  }

  initial(random: RandomStream): ParameterValues {
    const thetas = this.#stages.map(({ circuit, from }) =>
      initialParameters(circuit, random.child('step', this.#stages.length === 1 ? 0 : from)),
    );
    const length = thetas.reduce((sum, theta) => sum + theta.length, 0);
    const theta = new Float32Array(length);
    this.#stages.forEach(({ offset }, k) => {
      theta.set(thetas[k] as Float32Array, offset);
    });
    return {
      theta: { shape: [length], values: theta },
      scale: { shape: [this.#columns], values: new Float32Array(this.#columns).fill(FIRST_SCALE) },
      shift: { shape: [this.#columns], values: new Float32Array(this.#columns) },
    };
  }

  run(parameters: Parameters, xt: Float64Array, t: Int32Array): Float64Array {
    return this.#scaled(parameters, this.#values(parameters, xt, t));
  }

  gradient(
    parameters: Parameters,
    xt: Float64Array,
    t: Int32Array,
    cotangents: (outputs: Float64Array) => Float64Array,
  ): Tensor[] {
    const values = this.#values(parameters, xt, t);
    const given = cotangents(this.#scaled(parameters, values));
    const columns = this.#columns;
    const [scale, theta] = [read(parameters.scale), read(parameters.theta)];
    const [ofScale, ofShift] = [new Float32Array(columns), new Float32Array(columns)];
    const inner = given.map((cotangent, k) => cotangent * (scale[k % columns] as number));
    for (let k = 0; k < columns; k++) {
      let [product, sum] = [0, 0];
      for (let at = k; at < given.length; at += columns) {
        product += (given[at] as number) * (values[at] as number);
        sum += given[at] as number;
      }
      ofScale[k] = product;
      ofShift[k] = sum;
    }
    const ofTheta = new Float32Array(theta.length);
    this.#inStages(xt, t, (stage, inputs, first, count) => {
      const { circuit, offset } = stage;
      const own = theta.subarray(offset, offset + circuit.program.parameters);
      const part = inner.subarray(first * columns, (first + count) * columns);
      const { parameters: found } = this.#executable(circuit).gradient({ batch: count, parameters: own, inputs }, part);
      for (let k = 0; k < found.length; k++) ofTheta[offset + k] = found[k] as number;
    });
    return [tf.tensor1d(ofTheta), tf.tensor1d(ofScale), tf.tensor1d(ofShift)];
  }

  dispose(): void {
    for (const executable of this.#executables.values()) executable.dispose();
    this.#executables.clear();
  }

  /** ⟨O_k⟩ of every sample. */
  #values(parameters: Parameters, xt: Float64Array, t: Int32Array): Float64Array {
    const theta = read(parameters.theta);
    const values = new Float64Array(t.length * this.#columns);
    this.#inStages(xt, t, ({ circuit, offset }, inputs, first, count) => {
      const own = theta.subarray(offset, offset + circuit.program.parameters);
      const { values: found } = this.#executable(circuit).run({ batch: count, parameters: own, inputs });
      values.set(found, first * this.#columns);
    });
    return values;
  }

  #scaled(parameters: Parameters, values: Float64Array): Float64Array {
    const [scale, shift] = [read(parameters.scale), read(parameters.shift)];
    return values.map((value, k) => {
      const column = k % this.#columns;
      return value * (scale[column] as number) + (shift[column] as number);
    });
  }

  /** Runs of samples whose steps one stage takes, with their inputs. Times ascend. */
  #inStages(
    xt: Float64Array,
    t: Int32Array,
    work: (stage: Stage, inputs: Float64Array, first: number, count: number) => void,
  ): void {
    let first = 0;
    for (const stage of this.#stages) {
      let end = first;
      while (end < t.length && (t[end] as number) <= stage.to) end += 1;
      if (end > first) work(stage, this.#inputs(stage, xt, t, first, end), first, end - first);
      first = end;
    }
  }

  #inputs({ inputs }: Stage, xt: Float64Array, t: Int32Array, first: number, end: number): Float64Array {
    const { width, point, time } = inputs;
    const d = this.#dimension;
    const rows = new Float64Array((end - first) * width);
    for (let n = first; n < end; n++) {
      const row = (n - first) * width;
      rows.set(xt.subarray(n * d, (n + 1) * d), row + point);
      if (time !== undefined) rows[row + time] = (t[n] as number) / this.#steps;
    }
    return rows;
  }

  #executable(circuit: TrainableCircuit): CircuitExecutable {
    let executable = this.#executables.get(circuit);
    if (executable === undefined) {
      executable = compileCircuit(circuit.program, { gradient: true, threads: engineInfo().threads });
      this.#executables.set(circuit, executable);
    }
    return executable;
  }

  #stagesOf(perStep: boolean): Stage[] {
    const { name, circuits, span } = this.part;
    const growing = circuits.length > 1;
    if (growing && (!perStep || circuits.length !== this.#steps)) {
      const text = perStep
        ? `reverse ${name}: ${circuits.length} circuits for ${this.#steps} steps; the arguments depend on the time, so there is one a step.`
        : `reverse ${name}: its arguments depend on the time, so every step has parameters of its own; write parameters: perStep.`;
      throw new KrausError('models/circuit-parameters', text, { span });
    }
    let offset = 0;
    const count = perStep ? this.#steps : 1;
    return Array.from({ length: count }, (_, k) => {
      const circuit = circuits[growing ? k : 0] as TrainableCircuit;
      const inputs = circuitInputs(this.part, circuit, this.#dimension);
      this.#check(circuit, inputs, perStep);
      const stage = { circuit, inputs, from: k + 1, to: perStep ? k + 1 : this.#steps, offset };
      offset += circuit.program.parameters;
      return stage;
    });
  }

  #check({ program }: TrainableCircuit, { time }: CircuitInputs, perStep: boolean): void {
    const { name, span } = this.part;
    const { columns } = circuitShape(program);
    if (columns !== this.#columns) {
      const text = `reverse ${name}: the circuit returns ${columns} numbers, ${this.#columns} are needed: one a coordinate, and with predict meanVariance one more; e.g. return expval(Z, q[0..${this.#columns}]).`;
      throw new KrausError('models/circuit-outputs', text, { span });
    }
    if (!perStep && time === undefined) {
      const text = `reverse ${name}: all steps share their parameters and the circuit has no input for the time; add \`input t: real\`, or write parameters: perStep.`;
      throw new KrausError('models/no-time', text, { span });
    }
  }
}

function read(tensor: Tensor | undefined): Float32Array {
  return tensor?.dataSync() as Float32Array;
}
