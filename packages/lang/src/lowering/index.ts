export { componentNames, findComponent, findOption, findTask } from './catalogue-access.js';
export { type CircuitUse, circuitUseIn, circuitUseOf } from './circuit-part.js';
export { lowerComponent } from './components.js';
export { lowerDevice, lowerRun } from './devices.js';
export { type ModifiedProcess, processesOf } from './forward.js';
export { lowerDataset, lowerModel, requiredClauses } from './model.js';
export { lowerSweep, lowerTask } from './tasks.js';
