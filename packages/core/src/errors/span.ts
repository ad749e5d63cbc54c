/** A stretch of a source file. Lines and columns count from 1; `offset` and `length` count UTF-16 code units from 0. */
export interface Span {
  /** Path as the user named it, with forward slashes, or a `std/…` name. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly length: number;
}
