export { ScriptKernels } from './script-kernels.js';
