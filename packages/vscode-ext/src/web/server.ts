/** The language server in a web worker. */
import { deviceJudge } from '@kraus/hardware/suitability';
import { startWorkerServer } from '@kraus/lang/server/worker';
import { catalogue } from '@kraus/models/catalogue';
import { forwardFigures } from '@kraus/sim';

startWorkerServer(self, { catalogue, forward: forwardFigures, devices: async () => deviceJudge });
