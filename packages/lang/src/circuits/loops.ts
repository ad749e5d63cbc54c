import type { AstNode } from 'langium';
import { spanOf } from '../language/index.js';
import type { CircuitLoop } from './lowered-circuit.js';

/** One pass of a loop. */
export interface LoopPass {
  readonly loop: AstNode;
  /** From 0. */
  readonly pass: number;
}

interface OpenLoop {
  readonly loop: AstNode;
  readonly first: number;
  readonly ends: number[];
  pass: number;
}

/** The loops that operations come from, told by the passes that each of them was emitted in. */
export function loopsOf(passes: readonly (readonly LoopPass[])[]): CircuitLoop[] {
  const found: OpenLoop[] = [];
  const open: OpenLoop[] = [];
  const closeFrom = (depth: number, index: number) => {
    for (const { ends } of open.splice(depth)) ends.push(index);
  };
  passes.forEach((own, index) => {
    own.forEach(({ loop, pass }, depth) => {
      const known = open[depth];
      if (known?.loop === loop && known.pass === pass) return;
      if (known?.loop === loop) {
        closeFrom(depth + 1, index);
        known.ends.push(index);
        known.pass = pass;
        return;
      }
      closeFrom(depth, index);
      const begun: OpenLoop = { loop, first: index, ends: [], pass };
      open.push(begun);
      found.push(begun);
    });
    closeFrom(own.length, index);
  });
  closeFrom(0, passes.length);
  return found.map(({ loop, first, ends }) => ({ first, ends, span: spanOf(loop) }));
}
