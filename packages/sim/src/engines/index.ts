/** The engines behind one interface: what each can do, what it costs, and which one a circuit is run on. */
export {
  type ChooseOptions,
  chooseEngine,
  DEFAULT_MEMORY_LIMIT,
  type EngineChoice,
} from './choose-engine.js';
export { compileCircuit } from './compile-circuit.js';
export type { Engine, EngineName, EngineRequest, Estimate, Refusal } from './engine.js';
export { withoutFinalMeasurements } from './final-measurements.js';
export { ENGINES } from './registry.js';
