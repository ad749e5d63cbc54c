import { type RandomStream, stream } from '@kraus/core';

/** Which items the batch of each training step takes: every epoch is a permutation, a rest that fills no batch is left out. */
export class EpochOrder {
  private epoch = -1;
  private order: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly count: number,
    private readonly batch: number,
    private readonly seed: number,
  ) {}

  /** The items of step 1, 2, …; a pure function of the seed and the step. */
  at(step: number): Uint32Array {
    const perEpoch = Math.max(Math.floor(this.count / this.batch), 1);
    const epoch = Math.floor((step - 1) / perEpoch);
    if (epoch !== this.epoch) {
      this.order = stream(this.seed, 'train', 'order', epoch).permutation(this.count);
      this.epoch = epoch;
    }
    const first = ((step - 1) % perEpoch) * this.batch;
    return this.order.subarray(first, first + this.batch);
  }
}

/** Times 1 … steps for a batch, uniform and spread evenly (one random offset), which lowers the variance of the gradient. */
export function spreadTimes(batch: number, steps: number, random: RandomStream): Int32Array {
  const offset = random.uniform();
  return Int32Array.from(
    { length: batch },
    (_, b) => 1 + Math.min(Math.floor(((offset + b / batch) % 1) * steps), steps - 1),
  );
}

/** Items and times of a validation: every item as often as the others, times spread evenly, in an order of the seed. */
export function validationDraws(
  count: number,
  steps: number,
  draws: number,
  random: RandomStream,
): { readonly items: Uint32Array; readonly times: Int32Array } {
  const order = random.permutation(draws);
  return {
    items: Uint32Array.from({ length: draws }, (_, k) => k % count),
    times: Int32Array.from({ length: draws }, (_, k) => 1 + Math.floor((order[k] * steps) / draws)),
  };
}

/** The chosen items of an array of items of `size` numbers, side by side. */
export function gather<A extends Uint8Array | Float32Array>(items: A, size: number, indices: Uint32Array, into: A): A {
  indices.forEach((item, b) => {
    into.set(items.subarray(item * size, (item + 1) * size), b * size);
  });
  return into;
}
