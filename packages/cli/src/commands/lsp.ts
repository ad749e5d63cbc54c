import { setFlagsFromString } from 'node:v8';
import type { ForwardSpec } from '@kraus/core';
import type { ForwardFigures } from '@kraus/lang/server/node';
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.js';
import { action, createCommand, type Session } from '../job.js';
import { VERSION } from '../version.js';

/** Larger processes take longer than a hover may. */
const MOST_LEVELS = 32;
const MOST_STEPS = 500;

/** Serves until the client says `exit`, which ends the process. */
async function lsp(): Promise<ExitCode> {
  const [{ startNodeServer }, { catalogue }, { forwardTransitions, mixing, transitionMatrix }] = await Promise.all([
    import('@kraus/lang/server/node'),
    import('@kraus/models/catalogue'),
    import('@kraus/sim'),
  ]);
  const forward = (spec: ForwardSpec): ForwardFigures | undefined => {
    if (spec.kind !== 'channel' || spec.steps > MOST_STEPS) return undefined;
    const [first, second] = spec.channels;
    const levels = first?.dims.reduce((product, d) => product * d, 1) ?? 0;
    if (first === undefined || levels > MOST_LEVELS) return undefined;
    const { information, distance } = forwardTransitions(spec);
    const within = distance.findIndex((value) => value < 0.01);
    const alone = second === undefined && spec.match === undefined && spec.mode === 'measured';
    const stepsToMix = within >= 0 ? within : alone ? mixing(transitionMatrix(first)).steps : undefined;
    return { stepsToMix, informationAtStart: information[0] ?? 0, informationLeft: information.at(-1) ?? 0 };
  };
  // The trees of a workspace stay for long: with a heap that grows in small steps the process is half as large.
  setFlagsFromString('--heap-growing-percent=20');
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error;
  startNodeServer({ input: process.stdin, output: process.stdout, catalogue, forward, version: VERSION });
  return new Promise<ExitCode>(() => {});
}

/** `kraus lsp` */
export function lspCommand(session: Session): Command {
  return createCommand(
    'lsp',
    'the language server, for editors',
    'Speaks the Language Server Protocol on standard input and output: diagnostics, completion, hovers with physics, definitions, references, rename, formatting and more, for any editor. See docs/editor-services.md for settings.',
    [['kraus lsp --stdio', 'what an editor starts']],
  )
    .option('--stdio', 'standard input and output: the only way there is, and the default')
    .action(action(session, lsp));
}
