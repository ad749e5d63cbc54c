import { KrausError, type Span } from '@kraus/core';

/** A stretch of one OpenQASM file, from `start` up to but not including `end`. */
export interface Range {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The text of one OpenQASM file and the name it has in messages. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export function spanOf({ source, start, end }: Range): Span {
  const before = source.text.slice(0, start).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { file: source.path, line: before.length, column, offset: start, length: Math.max(1, end - start) };
}

/** The stretch from the beginning of one to the end of another. */
export function spanning(first: Range, last: Range): Range {
  return { source: first.source, start: first.start, end: Math.max(first.end, last.end) };
}

/** What is no OpenQASM. */
export function syntaxError(message: string, range: Range): never {
  throw new KrausError('lang/qasm-syntax', `${message}.`, { span: spanOf(range) });
}

/** OpenQASM that contradicts itself: names that are not declared, wrong numbers of arguments. */
export function wrong(message: string, range: Range): never {
  throw new KrausError('lang/qasm-wrong', `${message}.`, { span: spanOf(range) });
}

/** OpenQASM that Kraus has no counterpart of. */
export function refuse(message: string, range: Range): never {
  throw new KrausError('lang/qasm-unsupported', `${message}.`, { span: spanOf(range) });
}
