export type { Context, TextStream } from './context.js';
export { EXIT_CODE_MEANINGS, ExitCode } from './exit-codes.js';
export { run } from './program.js';
export { commandReference } from './reference.js';
