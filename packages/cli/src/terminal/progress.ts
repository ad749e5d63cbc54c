import { formatDuration } from './duration.js';
import type { Output } from './output.js';
import { visibleWidth } from './table.js';

/** One moment of long work. */
export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** What is counted, in the singular: `step`, `image`; a unit in capitals has no plural: `MB`. */
  readonly unit: string;
  /** Units a second; left out where it says nothing. */
  readonly rate?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** Figures to show, e.g. `loss 0.1234`. */
  readonly figures?: readonly string[] | undefined;
}

/** Shows long work: one redrawn line on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  update(state: ProgressState): void;
  /** A line that stays, above the bar. */
  line(text: string): void;
  /** Ends the work and takes the redrawn line away; what stays are the lines. */
  finish(): void;
}

const REDRAW_MS = 80;
const PLAIN_MS = 10_000;

/** The text of one moment, at most `columns` wide; `bar` is drawn where there is room for it. */
export function formatProgress(label: string, state: ProgressState, columns: number, drawBar: boolean): string {
  const share = state.total > 0 ? Math.min(1, Math.max(0, state.done / state.total)) : 0;
  const units = state.unit === state.unit.toUpperCase() || state.total === 1 ? state.unit : `${state.unit}s`;
  const parts = [`${state.done}/${state.total} ${units}`, ...(state.figures ?? [])];
  if (state.rate !== undefined && Number.isFinite(state.rate)) parts.push(`${state.rate.toPrecision(3)} ${units}/s`);
  if (state.secondsLeft !== undefined && state.done < state.total) {
    parts.push(`${formatDuration(state.secondsLeft)} left`);
  }
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const text = `${percent}  ${parts.join('  ')}`;
  const room = columns - visibleWidth(label) - visibleWidth(text) - 5;
  const width = Math.min(30, room);
  const bar = drawBar && width >= 8 ? `${'━'.repeat(Math.round(share * width)).padEnd(width, '─')} ` : '';
  const line = `${label}  ${bar}${text}`;
  return visibleWidth(line) > columns - 1 ? [...line].slice(0, columns - 1).join('') : line;
}

/**
 * A {@link Progress} on `output`'s standard error. Where there is no terminal, work that ends within ten seconds says
 * nothing. `now` in milliseconds, for tests.
 */
export function createProgress(output: Output, label: string, now: () => number = () => performance.now()): Progress {
  let drawn = false;
  let last = output.interactive ? Number.NEGATIVE_INFINITY : now();
  let spoken = false;
  let latest: ProgressState | undefined;
  const clear = () => {
    if (drawn) output.draw('\r\u001b[K');
    drawn = false;
  };
  const redraw = (state: ProgressState) => {
    output.draw(`\r\u001b[K${formatProgress(label, state, output.columns, true)}`);
    drawn = true;
  };
  return {
    update(state) {
      latest = state;
      const ended = state.done >= state.total;
      const time = now();
      const due = time - last >= (output.interactive ? REDRAW_MS : PLAIN_MS);
      if (!due && !(ended && (output.interactive || spoken))) return;
      last = time;
      if (output.interactive) redraw(state);
      else output.note(formatProgress(label, state, 200, false));
      spoken = true;
    },
    line(text) {
      clear();
      output.note(text);
      if (output.interactive && latest !== undefined && latest.done < latest.total) redraw(latest);
    },
    finish: clear,
  };
}
