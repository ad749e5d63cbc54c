export type { ChannelProgram, GeneratorProgram, MatrixData, MatrixEntry } from './channel-program.js';
export {
  type ChannelForwardSpec,
  type ComponentForwardSpec,
  type ComponentSpec,
  type DatasetSpec,
  type DeviceSpec,
  type ForwardSpec,
  type ModelSpec,
  type NoiseMatch,
  type OptionValue,
  type RunSpec,
  type ScriptSpec,
  SPECIFICATION_VERSION,
  type SweepSpec,
  type TaskSpec,
} from './specification.js';
