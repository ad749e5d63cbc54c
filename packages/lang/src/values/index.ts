export {
  type ArrayValue,
  type BitsValue,
  type ConditionValue,
  type DistributionValue,
  entryOf,
  type PauliString,
  type PauliSumValue,
  type StateInputValue,
  type SymbolValue,
} from './circuit-values.js';
export {
  completeGraph,
  cycleGraph,
  type GraphValue,
  graphFromEdges,
  gridGraph,
  pathGraph,
  starGraph,
} from './graph-value.js';
export { type NumberType, numberTypes, otherTypes, stateTypes, wireTypes } from './parameter-types.js';
export { type LiteralParts, literalParts, literalValue, type Unit, unitName, units } from './units.js';
export {
  type ChannelValue,
  type DeclarationValue,
  describeValue,
  formatNumber,
  formatReal,
  type GeneratorValue,
  type ListValue,
  type MatrixValue,
  matrixValue,
  type NumberValue,
  numberValue,
  product,
  type RangeValue,
  type Value,
  type WireValue,
} from './value.js';
