import { type CircuitOperation, type CircuitProgram, classicalRadices, KrausError } from '@kraus/core';

/** Where the value of a classical digit is found. */
export type Holder =
  | { readonly kind: 'zero' }
  /** A field above the coordinates. */
  | { readonly kind: 'slot'; readonly slot: number }
  /** The diagonal of a wire that nothing touches after it was measured. */
  | { readonly kind: 'wire'; readonly wire: number };

/** What becomes of classical digits: each is kept only while something still reads it. */
export interface DigitPlan {
  /** Of every operation that is a measurement: where its outcome goes; undefined if nobody reads it. */
  readonly outcome: readonly (Holder | undefined)[];
  /** Who holds which digit when operation k acts (k = number of operations: at the end). */
  readonly holders: readonly (readonly Holder[])[];
  /** Slots in use in front of operation k, after those at the top that nobody reads any more are forgotten. */
  readonly kept: readonly number[];
  /** First bit (above the coordinates) and number of values of every slot. */
  readonly slots: readonly { readonly shift: number; readonly size: number }[];
}

const touches = (operation: CircuitOperation, wire: number): boolean => {
  switch (operation.kind) {
    case 'barrier':
      return false;
    case 'measure':
    case 'reset':
      return operation.target === wire;
    case 'gate':
    case 'matrix':
      return operation.targets.includes(wire) || operation.controls.includes(wire);
    case 'channel':
    case 'noise':
      return operation.targets.includes(wire);
  }
};

/** Most values of all kept digits together. */
const MOST_BRANCHES = 2 ** 16;

/** @throws KrausError `sim/too-many-branches` */
export function planDigits(program: CircuitProgram): DigitPlan {
  const { operations } = program;
  const radices = classicalRadices(program);
  const end = operations.length;
  const read = new Set(program.outputs.flatMap((output) => (output.kind === 'classical' ? output.bits : [])));
  const conditionBits = operations.map((operation) =>
    'condition' in operation ? (operation.condition?.bits ?? []) : [],
  );
  /** Last place where the outcome written by operation k is read; −1 if nowhere. */
  const lastRead = (k: number, bit: number): number => {
    let last = -1;
    for (let later = k + 1; later < end; later++) {
      if (conditionBits[later]?.includes(bit)) last = later;
      const operation = operations[later];
      if (operation?.kind === 'measure' && operation.bit === bit) return last;
    }
    return read.has(bit) ? end : last;
  };
  const outcome: (Holder | undefined)[] = [];
  const holders: Holder[][] = [];
  const kept: number[] = [];
  const sizes: number[] = [];
  const busyUntil: number[] = [];
  let now: Holder[] = Array.from({ length: program.bits }, () => ({ kind: 'zero' }));
  const forget = (k: number) => {
    while (busyUntil.length > 0 && (busyUntil.at(-1) as number) < k) busyUntil.pop();
  };
  operations.forEach((operation, k) => {
    let holder: Holder | undefined;
    let last = -1;
    if (operation.kind === 'measure') {
      last = lastRead(k, operation.bit);
      const conditioned = conditionBits.slice(k + 1, last + 1).some((bits) => bits.includes(operation.bit));
      const untouched = !operations.slice(k + 1).some((later) => touches(later, operation.target));
      if (last >= 0) {
        const plain = radices[operation.bit] === program.dims[operation.target];
        holder =
          plain && untouched && !conditioned && last === end ? { kind: 'wire', wire: operation.target } : undefined;
        if (holder === undefined) {
          const free = busyUntil.findIndex((until) => until < k);
          const slot = free >= 0 ? free : busyUntil.length;
          busyUntil[slot] = last;
          sizes[slot] = Math.max(sizes[slot] ?? 2, radices[operation.bit] ?? 2);
          holder = { kind: 'slot', slot };
        }
      }
    }
    if (holder?.kind !== 'slot') forget(k);
    kept.push(busyUntil.length);
    holders.push(now);
    outcome.push(holder);
    if (operation.kind === 'measure') {
      now = now.slice();
      now[operation.bit] = holder ?? { kind: 'zero' };
    }
  });
  forget(end);
  kept.push(busyUntil.length);
  holders.push(now);
  let shift = 0;
  const slots = sizes.map((size) => {
    const field = { shift, size };
    shift += Math.ceil(Math.log2(size));
    return field;
  });
  if (2 ** shift > MOST_BRANCHES) {
    throw new KrausError(
      'sim/too-many-branches',
      `Density matrix: ${sizes.length} classical digits are alive at once, ${2 ** shift} branches; at most ${MOST_BRANCHES} are followed. The trajectories engine draws them instead.`,
    );
  }
  return { outcome, holders, kept, slots };
}
