/** Quantum computers: an account, a local service, devices with their maps, jobs. */
export { Account } from './account.js';
export { type DeviceWork, estimateCost, runOnDevice } from './device-actions.js';
export { showDeviceMap } from './device-page.js';
export { DeviceItem, DevicesView, JobItem } from './devices-view.js';
export { LocalService } from './local-service.js';
