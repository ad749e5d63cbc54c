/** Devices: what they can do and how often that goes wrong, from calibration data of IBM or from our own tables. */

export { type Coupling, type CouplingGraph, couplingGraph, gateTable } from './coupling.js';
export {
  DEVICE_VERSION,
  type Device,
  type DeviceGate,
  type DeviceQubit,
  ENTANGLERS,
  type Entangler,
  type Repair,
} from './device.js';
export { deviceFromJson, deviceToJson } from './device-json.js';
export { embeddedDevice, embeddedDeviceNames } from './embedded.js';
export { readIbmDevice } from './read-ibm.js';
export { deviceSchemas, ibmSchema, recordedSchema, simulatedSchema, snapshotSchema } from './schema.js';
export { type ErrorRates, simulatedDevice, simulatedOf } from './simulated.js';
