/** Metrics of quantum states as `evaluate` names them: each with its spread, and with what data score. */
export { evaluateStates, type StateEvaluationRequest } from './evaluate-states.js';
