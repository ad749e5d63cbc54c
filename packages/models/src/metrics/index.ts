/** Metrics: how near samples are to real images, by which features, with what uncertainty, and what real images score. */
export type { EvaluationProgress } from './context.js';
export { type EvaluationRequest, evaluateSamples } from './evaluate-samples.js';
export {
  type ChannelValues,
  type ClassifierResult,
  type ClassShare,
  type ColourResult,
  EVALUATION_VERSION,
  type Evaluation,
  type FidResult,
  type Floor,
  type KidResult,
  type MemorisationResult,
  type MetricBase,
  type MetricResult,
  type NeighbourDistances,
  type PlainResult,
  type PrecisionRecallResult,
  type Spread,
} from './evaluation.js';
export { formatEvaluation, formatNumber } from './evaluation-table.js';
export {
  type ExtractorRecord,
  type ExtractorRequest,
  type FeatureExtractor,
  type Lenet,
  loadExtractor,
  loadInception,
  loadLenet,
  pixelExtractor,
} from './features/index.js';
export { FrechetReference, frechetDistance, frechetDistanceOfFeatures } from './frechet-distance.js';
export { type ImageBatch, imageBatch } from './image-batch.js';
export { type KernelDistance, kernelDistance, kernelSet, subsetDistances } from './kernel-distance.js';
export { type Moments, moments } from './moments.js';
export { type Nearest, nearestFeatures, nearestImages } from './nearest.js';
export { type NeighbourBalls, neighbourBalls, shareInside } from './neighbour-balls.js';
export { metricSchemas } from './schema.js';
