import { processContext } from './context.js';
import { ExitCode } from './exit-codes.js';
import { reportFailure } from './failures.js';
import { run } from './program.js';
import { createOutput } from './terminal/index.js';

// A reader that goes away (`kraus list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.Ok);
  throw error;
});

const context = processContext();
const report = (error: unknown) =>
  reportFailure(
    error,
    createOutput(context, { json: process.argv.includes('--json') }),
    process.argv.includes('--debug'),
  );
process.on('uncaughtException', (error) => process.exit(report(error)));

try {
  process.exitCode = await run(process.argv.slice(2), context);
} catch (error) {
  process.exitCode = report(error);
}
