/** Walks of grey levels on a device: circuits, and matrices from counts. */
export {
  type LevelCircuit,
  levelCircuits,
  type MeasuredWalk,
  SMOOTHING,
  stationaryOf,
  type WalkMode,
  walkFromCounts,
} from './level-walk.js';
