import type { DeviceJudge } from '@kraus/core';
import { deviceJudge } from '../../hardware/src/suitability/index.js';

/** The real judge of devices; this package has none of its own. */
export const testDevices = async (): Promise<DeviceJudge> => deviceJudge;
