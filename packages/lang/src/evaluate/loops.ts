import type { AstNode } from 'langium';
import type { Comprehension, For } from '../generated/index.js';
import { describeValue, numberValue, type Value } from '../values/index.js';
import { asItems, checkRange } from './convert.js';
import { fail } from './evaluation-error.js';
import { type Frame, innerFrame } from './frame.js';

/** A frame for each pass of a loop or comprehension, with its variables. */
export function* passesOf(loop: For | Comprehension, frame: Frame): Generator<Frame> {
  const range = frame.interpreter.evaluate(loop.range, frame);
  if (range.kind === 'range') checkRange(range.end - range.start, loop.range);
  for (const item of itemsOf(range, loop.range)) {
    frame.interpreter.budget.spend(10, loop.range);
    const pass = innerFrame(frame);
    const [only] = loop.variables;
    if (loop.variables.length === 1 && only !== undefined) pass.variables.set(only, item);
    else bindParts(loop, item, pass);
    yield pass;
  }
}

function bindParts(loop: For | Comprehension, item: Value, pass: Frame): void {
  const parts = asItems(item, loop.range);
  if (parts.length !== loop.variables.length) {
    const message = `the pattern has ${loop.variables.length} names, but an item is ${describeValue(item)}`;
    fail({ code: 'K106', message, node: loop, property: 'variables' });
  }
  loop.variables.forEach((variable, index) => {
    const part = parts[index];
    if (part !== undefined) pass.variables.set(variable, part);
  });
}

function* itemsOf(range: Value, node: AstNode): Iterable<Value> {
  if (range.kind !== 'range') yield* asItems(range, node);
  else for (let i = range.start; i < range.end; i++) yield numberValue(i);
}
