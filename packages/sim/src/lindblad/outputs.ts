import type { Precision, RealArray } from '../executable/index.js';
import { writeMatrix } from './hermitian-coordinates.js';
import { type BatchShape, type Block, positionOf, type Readout } from './kernels/index.js';

/**
 * What an evolution yields at its output times: whole states [time, vector, d, d, 2], or the numbers of a readout
 * [time, vector, output].
 */
export class Outputs {
  readonly values: RealArray;
  readonly readout: Readout | undefined;
  readonly #shape: BatchShape;
  readonly #dimension: number;
  readonly #width: number;
  readonly #coordinates: Float64Array;

  constructor(shape: BatchShape, times: number, readout: Readout | undefined, precision: Precision) {
    this.readout = readout;
    this.#shape = shape;
    this.#dimension = Math.round(Math.sqrt(shape.rows));
    this.#width = readout === undefined ? 2 * shape.rows : readout.start.length - 1;
    const length = times * shape.count * this.#width;
    this.values = precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
    this.#coordinates = new Float64Array(shape.rows);
  }

  /** Numbers that the kernels hand over for one vector at one time: coordinates or readouts. */
  get columns(): number {
    return this.readout === undefined ? this.#shape.rows : this.#width;
  }

  /** Takes the state of the whole batch, [tile][row][lane], as the output at time number m. */
  recordState(m: number, state: Block): void {
    const { readout } = this;
    const { lanes, count } = this.#shape;
    const data = state.data;
    for (let b = 0; b < count; b++) {
      const from = positionOf(this.#shape, b, 0);
      const to = (m * count + b) * this.#width;
      if (readout === undefined) this.#writeState(data, from, to);
      else {
        for (let r = 0; r < this.#width; r++) {
          let sum = 0;
          for (let e = readout.start[r]; e < readout.start[r + 1]; e++) {
            sum += readout.value[e] * data[from + readout.column[e] * lanes];
          }
          this.values[to + r] = sum;
        }
      }
    }
  }

  /** Takes what the series kernel wrote for the times first … first + times − 1: [tile][time][column][lane]. */
  recordSeries(first: number, times: number, out: Block): void {
    const { lanes, count } = this.#shape;
    const columns = this.columns;
    const data = out.data;
    for (let m = 0; m < times; m++) {
      for (let b = 0; b < count; b++) {
        const from = (Math.floor(b / lanes) * times + m) * columns * lanes + (b % lanes);
        const to = ((first + m) * count + b) * this.#width;
        if (this.readout === undefined) this.#writeState(data, from, to);
        else for (let r = 0; r < columns; r++) this.values[to + r] = data[from + r * lanes];
      }
    }
  }

  #writeState(data: RealArray, from: number, to: number): void {
    const { lanes } = this.#shape;
    for (let r = 0; r < this.#coordinates.length; r++) this.#coordinates[r] = data[from + r * lanes];
    writeMatrix(this.#dimension, this.#coordinates, 0, this.values, to);
  }
}
