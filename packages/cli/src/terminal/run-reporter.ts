import type { RunEvent } from '@kraus/models';
import { formatNumber } from './duration.js';
import type { Output } from './output.js';
import { createProgress, type Progress } from './progress.js';

/** Shows the events of long work as progress and remarks, and passes them on as JSON lines. */
export interface RunReporter {
  readonly onEvent: (event: RunEvent) => void;
  /** Ends the progress line; may be called more than once. */
  readonly finish: () => void;
}

/** A reporter on `output`; `label` stands before the bar. */
export function createRunReporter(output: Output, label: string): RunReporter {
  let current: { what: string; progress: Progress } | undefined;
  const finish = () => {
    current?.progress.finish();
    current = undefined;
  };
  const progressOf = (what: string): Progress => {
    if (current?.what !== what) {
      finish();
      current = { what, progress: createProgress(output, what) };
    }
    return current.progress;
  };
  const line = (text: string) => {
    if (current === undefined) output.note(text);
    else current.progress.line(text);
  };

  const show = (event: RunEvent): void => {
    switch (event.kind) {
      case 'data':
        if (event.progress.kind === 'download') {
          const { file, received, total } = event.progress;
          const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
          progressOf(`downloading ${file}`).update({
            done: megabytes(received),
            total: megabytes(total ?? received + 1e5),
            unit: 'MB',
          });
        }
        return;
      case 'start':
        line(
          `${event.parameters} parameters, ${event.items} training data, batches of ${event.batch}, ` +
            `${event.from > 0 ? `steps ${event.from + 1} to ${event.steps}` : `${event.steps} steps`}; ${event.left}`,
        );
        return;
      case 'step':
        progressOf(label).update({
          done: event.step,
          total: event.steps,
          unit: 'step',
          rate: event.rate,
          secondsLeft: event.secondsLeft,
          figures: [`loss ${formatNumber(event.loss)}`],
        });
        return;
      case 'validation':
        line(`  step ${event.step}: validation loss ${formatNumber(event.loss)}${event.best ? ', best so far' : ''}`);
        return;
      case 'progress':
        progressOf(event.what).update({ done: event.done, total: event.total, unit: 'part' });
        return;
      case 'note':
        line(event.text);
        return;
      case 'done':
        if (event.reason === 'patience')
          line(`  stopped early at step ${event.step}: the validation loss no longer falls`);
        finish();
        return;
      case 'stopped':
        finish();
        return;
      case 'checkpoint':
      case 'picture':
        return;
    }
  };

  return {
    onEvent(event) {
      const { kind, ...rest } = event;
      output.event({ event: kind, ...rest });
      show(event);
    },
    finish,
  };
}
