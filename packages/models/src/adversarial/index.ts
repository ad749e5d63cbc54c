/** Circuits trained against each other: the generative adversarial baseline of quantum state models. */
export { type AdversarialGame, type AdversarialResult, trainAdversarial } from './train-adversarial.js';
