/** The language server in a web worker. */
import { startWorkerServer } from '@kraus/lang/server/worker';
import { catalogue } from '@kraus/models/catalogue';
import { forwardFigures } from '@kraus/sim';

startWorkerServer(self, { catalogue, forward: forwardFigures });
