import type { Command } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { checkFile, printDiagnostics } from '../scripts/index.js';

async function check(job: Job, files: readonly string[]): Promise<ExitCode> {
  const { output } = job;
  let errors = 0;
  for (const path of files) {
    const loaded = await checkFile(job, path);
    await printDiagnostics(output, loaded);
    const count = (severity: string) =>
      loaded.diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    const [wrong, doubtful] = [count('error'), count('warning')];
    errors += wrong;
    output.event({ event: 'checked', path, errors: wrong, warnings: doubtful });
    if (output.json) continue;
    const { green, red, yellow } = output.colours;
    const found = [
      wrong > 0 ? red(`${wrong} error${wrong === 1 ? '' : 's'}`) : '',
      doubtful > 0 ? yellow(`${doubtful} warning${doubtful === 1 ? '' : 's'}`) : '',
    ].filter((text) => text !== '');
    output.result(`${path}: ${found.length === 0 ? green('in order') : found.join(', ')}`);
  }
  return errors === 0 ? ExitCode.Ok : ExitCode.Script;
}

/** `kraus check files…` */
export function checkCommand(session: Session): Command {
  return createCommand(
    'check',
    'check scripts: syntax, names, types, units and physics',
    'Parses, links and checks scripts without running anything: names, types and units, dimensions, trace preservation, complete positivity, Hermiticity, and the components of models. Each finding has a code, a place and a reason.',
    [
      ['kraus check walk.kraus', 'one script'],
      ['kraus check studies/*.kraus', 'several; the exit code is 1 if any has an error'],
      ['kraus check walk.kraus --json', 'one JSON object for each finding'],
    ],
  )
    .argument('<files...>', 'the scripts')
    .action(action(session, check));
}
