export { type CallAt, callAt, lookUp, nodeAround } from './call-at.js';
export { type Cursor, cursorAt, type Level, type Word } from './cursor.js';
