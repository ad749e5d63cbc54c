export { describeChannel, describeGenerator, describeModel } from './describe.js';
export { type ChannelInspection, inspectChannel } from './inspect-channel.js';
export { type GeneratorInspection, inspectGenerator } from './inspect-generator.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
