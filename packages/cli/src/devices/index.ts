/** Devices of scripts: noise models, recordings, IBM's platform. */
export { ibmClient, receiptFolder, storeFor, VARIABLES } from './account.js';
export { alreadyMeasured, COUNTS_FILE, measureForwards, writeWhole } from './device-forward.js';
export { type DeviceUse, type ResolvedDevice, resolveDevice, snapshotNamed } from './resolve-device.js';
export { sample } from './sample.js';
