import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';

async function explain({ output }: Job, code: string): Promise<undefined> {
  const { diagnosticCodes, diagnosticPages } = await import('@kraus/lang');
  const wanted = code.toUpperCase();
  const page = Object.hasOwn(diagnosticPages, wanted) ? diagnosticPages[wanted] : undefined;
  if (page === undefined) {
    const codes = Object.keys(diagnosticCodes);
    throw usageError('no-such-code', `There is no code ${code}. There are ${codes.join(', ')}.`);
  }
  if (output.json) output.event({ code: wanted, page });
  else output.result(page.replace(/^<!--.*-->\n+/, '').trimEnd());
}

/** `kraus explain K301` */
export function explainCommand(session: Session): Command {
  return createCommand(
    'explain',
    'what a code of the checker means',
    'Prints the page of a diagnostic code: what is wrong and the rule behind it, a wrong script with what is said of it, how to mend it, a right script, and whether the verdict is proved or sampled.',
    [
      ['kraus explain K201', 'channels that do not keep the trace'],
      ['kraus explain K302 --json', 'the page as Markdown in one JSON object'],
    ],
  )
    .argument('<code>', 'a code that kraus check prints, such as K201')
    .action(action(session, explain));
}
