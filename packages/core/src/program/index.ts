export type { ChannelProgram, GeneratorProgram, MatrixData, MatrixEntry } from './channel-program.js';
export {
  type ChannelForwardSpec,
  type ComponentForwardSpec,
  type ComponentSpec,
  type DatasetSpec,
  type ForwardSpec,
  type ModelSpec,
  type NoiseMatch,
  type OptionValue,
  type ScriptSpec,
  SPECIFICATION_VERSION,
  type SweepSpec,
  type TaskSpec,
} from './specification.js';
