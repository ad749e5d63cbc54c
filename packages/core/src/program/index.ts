export type { ChannelProgram, GeneratorProgram, MatrixData, MatrixEntry } from './channel-program.js';
export type { CircuitPart, CircuitVariable, InitialValue, TrainableCircuit } from './circuit-part.js';
export {
  type Angle,
  type AngleTerm,
  type BarrierOperation,
  type ChannelOperation,
  CIRCUIT_VERSION,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  type Condition,
  type GateOperation,
  type InitialState,
  type MatrixOperation,
  type MeasureOperation,
  type NoiseOperation,
  type Observable,
  type PauliTerm,
  type ResetOperation,
} from './circuit-program.js';
export type { DatasetSample } from './dataset-sample.js';
export type { DeviceFinding, DeviceJudge } from './device-findings.js';
export {
  type ChannelForwardSpec,
  type ComponentForwardSpec,
  type ComponentSpec,
  type DatasetSpec,
  type DeviceForwardSpec,
  type DeviceSpec,
  type ForwardSpec,
  type MatricesForwardSpec,
  type ModelSpec,
  type NoiseMatch,
  type OptionValue,
  type RunSpec,
  type ScriptSpec,
  SPECIFICATION_VERSION,
  type SweepSpec,
  type TaskSpec,
} from './specification.js';
