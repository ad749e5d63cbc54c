import type { DensityMatrixPlan, Pass } from './plan.js';

/** The places of qubits that a pass works on. */
function placesOf(pass: Pass): readonly number[] {
  if (pass.kind === 'pair' || pass.kind === 'map') return pass.places;
  return [pass.place];
}

/**
 * Whether one sample can be worked on by vectors that go over coordinates: at least three qubits, nothing but qubits, and no
 * pass that needs all of them.
 */
export function canRunAlone({ dims, passes }: DensityMatrixPlan): boolean {
  return dims.length >= 3 && dims.every((d) => d === 2) && passes.every((pass) => placesOf(pass).length < dims.length);
}

/**
 * The same passes with exchanges between them such that none of them touches place 0. What stands there is the qubit that is
 * needed last; when a pass needs it, it changes places with the one that is then needed last (Bélády's rule).
 * @returns the passes, and where every place of the given passes is at the start and at the end
 */
export function clearLowestPlace(
  passes: readonly Pass[],
  shifts: readonly number[],
): { passes: readonly Pass[]; first: readonly number[]; last: readonly number[] } {
  const uses = shifts.map((): number[] => []);
  passes.forEach((pass, k) => {
    for (const place of placesOf(pass)) uses[place]?.push(k);
  });
  const pointer = shifts.map(() => 0);
  const nextUse = (place: number, from: number): number => {
    const list = uses[place] as number[];
    while ((list[pointer[place] as number] ?? Infinity) < from) pointer[place] = (pointer[place] as number) + 1;
    return list[pointer[place] as number] ?? Infinity;
  };
  const latest = (from: number, taken: readonly number[]): number => {
    let best = -1;
    shifts.forEach((_, place) => {
      if (taken.includes(place)) return;
      if (best < 0 || nextUse(place, from) > nextUse(best, from)) best = place;
    });
    return best;
  };
  const now = shifts.map((_, place) => place);
  let lowest = latest(0, []);
  [now[0], now[lowest]] = [now[lowest] as number, now[0] as number];
  const first = now.slice();
  const moved: Pass[] = [];
  passes.forEach((pass, k) => {
    const used = placesOf(pass);
    if (used.includes(lowest)) {
      const other = latest(k, used);
      const frame = { condition: undefined, before: pass.before, active: pass.before };
      moved.push({ kind: 'exchange', place: now[other] as number, ...frame });
      [now[lowest], now[other]] = [now[other] as number, now[lowest] as number];
      lowest = other;
    }
    moved.push(move(pass, now, shifts));
  });
  return { passes: moved, first, last: now };
}

function move(pass: Pass, now: readonly number[], shifts: readonly number[]): Pass {
  const at = (place: number) => now[place] as number;
  switch (pass.kind) {
    case 'pair':
      return { ...pass, places: [at(pass.places[0]), at(pass.places[1])] };
    case 'map': {
      const places = pass.places.map(at);
      const fields = pass.fields.map((field, k) =>
        k < places.length ? { ...field, shift: shifts[places[k] as number] as number } : field,
      );
      return { ...pass, places, fields };
    }
    case 'single':
    case 'exchange':
      return { ...pass, place: at(pass.place) };
  }
}
