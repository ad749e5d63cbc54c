/** A device as a map of its qubits, without anything of VS Code. */
export { type DrawnMap, drawMap, mapPlaces } from './draw-map.js';
export { layout, type Place } from './layout.js';
export { type Coupler, couplers, type QubitQuantity, qubitQuantities } from './quantities.js';
export { MAP_STYLE, RAMP } from './style.js';
