import type { RandomStream } from '@kraus/core';
import type { Tensor } from '../engine/index.js';

/** What a reverse network sees and predicts. */
export interface NetworkShape {
  readonly height: number;
  readonly width: number;
  /** Colour channels of the image. */
  readonly channels: number;
  /** Grey (or colour) levels a channel. */
  readonly levels: number;
  /** Steps T of the forward process; times run from 1 to T. */
  readonly steps: number;
}

/** What a network for real images sees and predicts. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly steps: number;
  /** Classes that it is told; 0 if none. */
  readonly classes: number;
}

/** A parameter before it becomes a tensor. */
export interface ParameterValue {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Parameters by name, e.g. `down0.block0.conv1.weight`; the order of the keys is part of the network's definition. */
export type ParameterValues = Record<string, ParameterValue>;

/** A network for p̃_θ(x₀ | x_t): a plain function over a record of parameters. */
export interface ReverseNetwork {
  readonly name: string;
  /** Initial values, a pure function of the stream's seed and names. */
  initial(stream: RandomStream): ParameterValues;
  /**
   * Logits of x₀.
   *
   * @param parameters - tensors of the names and shapes of {@link initial}
   * @param xt - levels, `[batch, height, width, channels]`
   * @param t - times, `[batch]`, 1 … steps
   * @returns `[batch, height, width, channels · levels]`, the levels of one colour channel side by side; differentiable in
   *   the parameters
   */
  apply(parameters: Readonly<Record<string, Tensor>>, xt: Uint8Array, t: Int32Array): Tensor;
}

/** A network on images of real numbers, about −1 … 1: a plain function over a record of parameters. */
export interface ImageNetwork {
  readonly name: string;
  /** Initial values, a pure function of the stream's seed and names. */
  initial(stream: RandomStream): ParameterValues;
  /**
   * @param parameters - tensors of the names and shapes of {@link initial}
   * @param x - `[batch, height, width, channels]`
   * @param t - times, `[batch]`, 1 … steps
   * @param labels - classes, `[batch]`, 0 … classes − 1, or `classes` for none; only where the shape has classes
   * @returns `[batch, height, width, channels]`; differentiable in the parameters
   */
  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor, t: Int32Array, labels?: Int32Array): Tensor;
}

/** The number of trainable numbers. */
export function parameterCount(values: ParameterValues): number {
  return Object.values(values).reduce((sum, { values }) => sum + values.length, 0);
}
