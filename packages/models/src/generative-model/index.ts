/** What training, sampling and evaluation need of a model, whatever it generates. */
export type {
  DataSummary,
  Drawn,
  DrawOptions,
  Figure,
  GenerativeModel,
  Learning,
  LearnSettings,
  LossMeans,
  MeasureRequest,
  ModelFacts,
  ModelFamily,
  OpenedModel,
  Parameters,
} from './generative-model.js';
export { disposeVariables, makeVariables, readVariables } from './parameters.js';
export { checkJoint, type StagePlace, stagePlace } from './stages.js';
