import type { AstNode } from 'langium';
import type { DiagnosticCode } from './codes.js';
import type { Fix, Severity } from './diagnostic.js';

/** A diagnostic that still points at a syntax node; the validator turns it into one with a span. */
export interface Issue {
  readonly code: DiagnosticCode;
  readonly severity?: Severity;
  readonly message: string;
  readonly node: AstNode;
  /** The property of `node` to underline; the whole node if absent. */
  readonly property?: string | undefined;
  readonly index?: number | undefined;
  readonly reason?: string | undefined;
  readonly help?: string | undefined;
  /** Changes of the file that `node` stands in. */
  readonly fixes?: readonly Fix[] | undefined;
}

/** Receives issues as they are found. */
export type Report = (issue: Issue) => void;
