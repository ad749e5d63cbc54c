import { EvaluationError, ScriptInterpreter } from '../evaluate/index.js';
import type { ModelContext } from './models.js';

/** Reports the failure of an evaluation, if it fails. */
export function attempt(context: ModelContext, work: (interpreter: ScriptInterpreter) => void): void {
  try {
    work(new ScriptInterpreter());
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    context.report(error.issue);
  }
}
