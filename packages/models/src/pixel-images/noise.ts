import {
  type ComponentForwardSpec,
  circuit,
  KrausError,
  parameter,
  type RandomStream,
  resolveOptions,
  stream,
  type TrainableCircuit,
} from '@kraus/core';
import { compileCircuit } from '@kraus/sim';
import { initialParameters } from '../circuits/index.js';
import { quantumNoiseSchema } from './schema.js';

/** A source of noise with mean 0 and variance 1 in every entry. */
export interface NoiseSource {
  /** In words, for the record of the run. */
  readonly words: string;
  fill(out: Float32Array, random: RandomStream): void;
}

/** Independent standard normal numbers. */
export const gaussianNoise: NoiseSource = {
  words: 'Gaussian noise',
  fill: (out, random) => {
    random.fillNormal(out);
  },
};

/**
 * Measurement records of a circuit as noise, see `quantumNoise` in the catalogue, or their Gaussian control.
 * @throws KrausError `models/constant-record` if a qubit always gives the same outcome, `models/unsupported-circuit`
 */
export function quantumNoise({ process, span }: ComponentForwardSpec): NoiseSource {
  const options = resolveOptions(quantumNoiseSchema, process.options, { name: process.component, span });
  const given = options.circuit?.circuits;
  if (given !== undefined && (given.length !== 1 || (given[0]?.program.inputs ?? 0) > 0)) {
    throw new KrausError(
      'models/unsupported-circuit',
      `quantumNoise: the circuit ${options.circuit?.name} takes inputs or depends on the time; expected one that takes neither.`,
      { span },
    );
  }
  const source = given?.[0] ?? randomLayers(options.qubits, options.layers);
  const probabilities = outcomes(source, options.seed);
  const records = new MeasurementRecords(probabilities, options.shots);
  const what = `${records.qubits} qubits, ${options.shots} shots a record`;
  return options.records === 'measured'
    ? { words: `noise of measurement records (${what})`, fill: (out, random) => records.fill(out, random) }
    : {
        words: `Gaussian noise with the covariance of measurement records (${what})`,
        fill: (out, random) => records.fillGaussian(out, random),
      };
}

/** Standardised records of a distribution over bitstrings, qubit 0 the least significant. */
export class MeasurementRecords {
  readonly qubits: number;
  /** ⟨Z_q⟩. */
  readonly means: Float64Array;
  /** Correlations of the qubits' outcomes, row-major `[qubits, qubits]`; those of the records are the same. */
  readonly correlations: Float64Array;
  private readonly cumulative: Float64Array;
  private readonly deviations: Float64Array;
  private readonly root: Float64Array;

  /** @param probabilities of 2ⁿ outcomes @throws KrausError `models/constant-record` */
  constructor(
    probabilities: Float64Array,
    private readonly shots: number,
  ) {
    const n = Math.log2(probabilities.length);
    this.qubits = n;
    let sum = 0;
    this.cumulative = probabilities.map((p) => {
      sum += p;
      return sum;
    });
    const sign = (z: number, q: number): number => 1 - 2 * ((z >> q) & 1);
    const mean = (f: (z: number) => number): number => probabilities.reduce((total, p, z) => total + p * f(z), 0);
    this.means = Float64Array.from({ length: n }, (_, q) => mean((z) => sign(z, q)));
    this.deviations = this.means.map((m) => Math.sqrt(1 - m * m));
    const constant = this.deviations.findIndex((deviation) => !(deviation > 1e-6));
    if (constant >= 0) {
      throw new KrausError(
        'models/constant-record',
        `quantumNoise: qubit ${constant} always gives the same outcome (⟨Z⟩ = ${this.means[constant]}); expected one that fluctuates.`,
      );
    }
    this.correlations = Float64Array.from({ length: n * n }, (_, k) => {
      const [a, b] = [Math.floor(k / n), k % n];
      if (a === b) return 1;
      const product = mean((z) => sign(z, a) * sign(z, b));
      return (product - this.means[a] * this.means[b]) / (this.deviations[a] * this.deviations[b]);
    });
    this.root = cholesky(this.correlations, n);
  }

  /** Fills with records, n entries each; the last may be cut. */
  fill(out: Float32Array, random: RandomStream): void {
    const { qubits: n, shots, cumulative, means, deviations } = this;
    const total = cumulative[cumulative.length - 1];
    const uniforms = new Float64Array(shots);
    const ones = new Int32Array(n);
    const scale = Math.sqrt(shots);
    for (let first = 0; first < out.length; first += n) {
      random.fillUniform(uniforms);
      ones.fill(0);
      for (let s = 0; s < shots; s++) {
        const z = outcomeAt(cumulative, uniforms[s] * total);
        for (let q = 0; q < n; q++) ones[q] += (z >> q) & 1;
      }
      for (let q = 0; q < n && first + q < out.length; q++) {
        out[first + q] = ((1 - (2 * ones[q]) / shots - means[q]) * scale) / deviations[q];
      }
    }
  }

  /** Fills with normal numbers of the same correlations. */
  fillGaussian(out: Float32Array, random: RandomStream): void {
    const { qubits: n, root } = this;
    const normals = new Float64Array(n);
    for (let first = 0; first < out.length; first += n) {
      random.fillNormal(normals);
      for (let q = 0; q < n && first + q < out.length; q++) {
        let value = 0;
        for (let k = 0; k <= q; k++) value += root[q * n + k] * normals[k];
        out[first + q] = value;
      }
    }
  }
}

/** The first index whose cumulative weight exceeds `threshold`. */
function outcomeAt(cumulative: Float64Array, threshold: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Lower triangular L with L Lᵀ = the matrix; columns without variance of their own are zero. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  const root = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= root[i * n + k] * root[j * n + k];
      if (i === j) root[i * n + i] = Math.sqrt(Math.max(rest, 0));
      else root[i * n + j] = root[j * n + j] > 1e-9 ? rest / root[j * n + j] : 0;
    }
  }
  return root;
}

function randomLayers(qubits: number, layers: number): TrainableCircuit {
  const builder = circuit(qubits);
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      const at = 2 * (layer * qubits + q);
      builder.gate('RY', [q], [parameter(at)]).gate('RZ', [q], [parameter(at + 1)]);
    }
    for (let q = 0; q < qubits && qubits > 1; q++) {
      if (q + 1 < qubits || qubits > 2) builder.gate('CX', [q, (q + 1) % qubits]);
    }
  }
  const length = 2 * qubits * layers;
  const parameters = [{ name: 'theta', type: 'angle', shape: [layers, qubits, 2], start: 0, length }];
  return { program: builder.build(), parameters, inputs: [] };
}

/** Exact probabilities of the outcomes of all qubits at the circuit's initial parameters. */
function outcomes(source: TrainableCircuit, seed: number): Float64Array {
  const { program } = source;
  const targets = program.dims.map((_, q) => q);
  const executable = compileCircuit(
    { ...program, outputs: [{ kind: 'probabilities', targets }] },
    { precision: 'float64' },
  );
  try {
    const parameters = initialParameters(source, stream(seed, 'quantum noise'));
    return Float64Array.from(executable.run({ batch: 1, parameters }).values);
  } finally {
    executable.dispose();
  }
}
