import type { Block, For, If, Repeat, Statement } from '../generated/index.js';
import type { ConditionValue } from '../values/index.js';
import { asCondition, isMeasured } from './conditions.js';
import { asBoolean, asCount } from './convert.js';
import { BudgetError, fail } from './evaluation-error.js';
import { type Frame, innerFrame, limits } from './frame.js';
import { passesOf } from './loops.js';

/** The statements that a kind of declaration gives meaning to; the others steer the control flow and are handled here. */
export interface Sink {
  statement(statement: Statement, frame: Frame): void;
  /** An `if` on measured bits: both branches are worked out, under the condition and under its opposite. */
  branch?(condition: ConditionValue, statement: If, frame: Frame): void;
  /** One pass of a loop, numbered from 0: does `work` in whatever it keeps account of. */
  pass?(loop: For | Repeat, pass: number, work: () => void): void;
}

/** Runs a body in order, unrolling loops, within the budget. */
export function runBlock(block: Block, frame: Frame, sink: Sink): void {
  const inner = innerFrame(frame);
  for (const statement of block.statements) {
    frame.interpreter.budget.spend(10, statement);
    switch (statement.$type) {
      case 'Let':
        inner.variables.set(statement, frame.interpreter.evaluate(statement.value, inner));
        break;
      case 'For':
        runLoop(statement, inner, sink);
        break;
      case 'Repeat': {
        const value = frame.interpreter.evaluate(statement.count, inner);
        const count = asCount(value, statement.count, 'the number of repetitions', 0, limits.loopPasses);
        for (let pass = 0; pass < count; pass++) runPass(statement, pass, inner, sink);
        break;
      }
      case 'If': {
        const condition = frame.interpreter.evaluate(statement.condition, inner);
        if (isMeasured(condition) && sink.branch !== undefined) {
          sink.branch(asCondition(condition, statement.condition), statement, inner);
        } else if (asBoolean(condition, statement.condition)) {
          runBlock(statement.then, inner, sink);
        } else if (statement.otherwise !== undefined) runBlock(statement.otherwise, inner, sink);
        break;
      }
      case 'Require': {
        if (!asBoolean(frame.interpreter.evaluate(statement.condition, inner), statement.condition)) {
          const text = statement.message ?? statement.condition.$cstNode?.text ?? 'a condition';
          fail({ code: 'K207', message: `a requirement is not met: ${text}`, node: statement });
        }
        break;
      }
      default:
        sink.statement(statement, inner);
    }
  }
}

function runLoop(loop: For, frame: Frame, sink: Sink): void {
  try {
    let pass = 0;
    for (const inner of passesOf(loop, frame)) runPass(loop, pass++, inner, sink);
  } catch (error) {
    if (error instanceof BudgetError) throw new BudgetError({ ...error.issue, node: loop.range });
    throw error;
  }
}

function runPass(loop: For | Repeat, pass: number, frame: Frame, sink: Sink): void {
  const work = () => runBlock(loop.body, frame, sink);
  if (sink.pass === undefined) work();
  else sink.pass(loop, pass, work);
}
