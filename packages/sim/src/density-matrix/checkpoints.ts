/** How many states of a backward pass are kept: `slots` a level, on so many levels. */
export interface Checkpoints {
  readonly slots: number;
  readonly depth: number;
}

/** Bytes of states up to which all of them are kept, and that checkpoints on several levels may take. */
const WHOLE_TAPE = 2 ** 24;
const MOST_BYTES = 2 ** 30;

/**
 * All states if they are small; else the fewest levels of ⌈passes^(1/depth)⌉ states that fit the budget, each level at the cost of
 * running forward once more.
 */
export function planCheckpoints(passes: number, stateBytes: number): Checkpoints {
  const count = Math.max(1, passes);
  if ((count + 1) * stateBytes <= WHOLE_TAPE) return { slots: count, depth: 1 };
  for (let depth = 2; ; depth++) {
    let slots = Math.ceil(count ** (1 / depth));
    while (slots ** depth < count) slots++;
    if (slots <= 2 || depth * (slots + 1) * stateBytes <= MOST_BYTES) return { slots, depth };
  }
}
