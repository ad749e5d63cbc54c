export { type Range, refuse, type Source, spanning, spanOf, wrong } from './source.js';
export { parseQasm } from './statements.js';
export type * from './syntax.js';
export { reservedWords } from './token-stream.js';
