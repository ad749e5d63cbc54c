export { applyChannel, applyToBatch } from './apply.js';
export { checkChannel } from './check-channel.js';
