import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.js';
import { action, createCommand, type Session } from '../job.js';
import { VERSION } from '../version.js';

/** Serves until the client says `exit`, which ends the process. */
async function lsp(): Promise<ExitCode> {
  const [{ startNodeServer }, { catalogue }, { forwardFigures }] = await Promise.all([
    import('@kraus/lang/server/node'),
    import('@kraus/models/catalogue'),
    import('@kraus/sim'),
  ]);
  // The trees of a workspace stay for long: with a heap that grows in small steps the process is half as large.
  setFlagsFromString('--heap-growing-percent=40');
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error;
  startNodeServer({
    input: process.stdin,
    output: process.stdout,
    catalogue,
    forward: forwardFigures,
    devices: async () => (await import('@kraus/hardware/suitability')).deviceJudge,
    // Loaded when a picture of data is first asked for.
    sample: async (dataset, folder) => (await import('@kraus/models')).datasetSample(dataset, folder),
    version: VERSION,
  });
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
