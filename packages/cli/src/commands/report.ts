import type { Command } from 'commander';
import { action, createCommand, type Job, type Session } from '../job.js';
import { findRun, shownPath } from '../run-folders/index.js';

async function report(job: Job, target: string, model: string | undefined): Promise<undefined> {
  const { output } = job;
  const runDir = await findRun(job, target, model);
  const { writeReport } = await import('@kraus/models');
  const path = await writeReport(runDir);
  output.event({ event: 'report', path, runDir });
  output.result(output.json ? `Wrote ${shownPath(job, path)}` : shownPath(job, path));
}

/** `kraus report run|file [model]` */
export function reportCommand(session: Session): Command {
  return createCommand(
    'report',
    'write the page of a run: curves, pictures, figures, how to run it again',
    'Writes report.html into the run folder: one self-contained page with loss curves, forward and reverse strips, samples, metrics with their floors, and everything needed to run it again. Prints its path.',
    [
      ['kraus report runs/WalkDigits-1', 'the page of one run'],
      ['kraus report walk.kraus', "the page of the script's newest run"],
    ],
  )
    .argument('<run-or-file>', 'a run folder, or a script (its newest run)')
    .argument('[model]', 'the model, if the script has several')
    .action(action(session, report));
}
