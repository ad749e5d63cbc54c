export { type ChainData, concatenateChains, type DiscreteChain, discreteChain, markovChain } from './chain.js';
export { type DiffusionMath, diffusionMath, plainMath } from './diffusion-kernels.js';
export { discreteLoss, type LossParts, type LossTables, lossTables } from './discrete-loss.js';
export { drawNoisy, drawPrior, drawStep, type ForwardTable, forwardTable } from './forward-sampling.js';
export { posterior, priorDivergence, priorTerm, reverseProbabilities } from './posterior.js';
export { reverseStep } from './reverse-sampling.js';
