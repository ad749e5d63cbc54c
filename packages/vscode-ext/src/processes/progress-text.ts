import type { KrausEvent } from './kraus-process.js';

/** How far work is: `share` in 0 … 1, undefined where it is not known. */
export interface Moment {
  readonly text: string;
  readonly share: number | undefined;
}

/** What an event of `--json` says of the progress; undefined if nothing. */
export function momentOf(event: KrausEvent): Moment | undefined {
  switch (event.event) {
    case 'step': {
      const { step, steps, loss, secondsLeft } = event;
      if (typeof step !== 'number' || typeof steps !== 'number') return undefined;
      const left = typeof secondsLeft === 'number' && step < steps ? `, ${durationText(secondsLeft)} left` : '';
      const cost = typeof loss === 'number' ? `, loss ${loss.toPrecision(4)}` : '';
      return { text: `step ${step} of ${steps}${cost}${left}`, share: step / steps };
    }
    case 'progress': {
      const { what, done, total } = event;
      if (typeof done !== 'number' || typeof total !== 'number' || total <= 0) return undefined;
      return { text: `${String(what)}, ${done} of ${total}`, share: done / total };
    }
    case 'point': {
      const { index, total } = event;
      if (typeof index !== 'number' || typeof total !== 'number') return undefined;
      return { text: `${index + 1} of ${total} runs`, share: undefined };
    }
    case 'data':
      return { text: 'loading data', share: undefined };
    case 'note':
      return typeof event.text === 'string' ? { text: event.text, share: undefined } : undefined;
    default:
      return undefined;
  }
}

/** Seconds as people read them: `8 s`, `2 min 05 s`, `1 h 20 min`. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
