import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sample } from '../../packages/cli/src/devices/index.js';
import {
  embeddedDevice,
  type LocalService,
  type LocalServiceOptions,
  startLocalService,
} from '../../packages/hardware/src/index.js';
import { type Finished, inFolder, jsonLines, kraus, type RunOptions } from './kraus.js';

export const API_KEY = 'very-secret-key-4711';
export const INSTANCE = 'crn:v1:bluemix:public:quantum-computing:us-east:a/test:test::';

/** The command in a folder of its own, with the account of a local service of its own. */
export interface Account {
  readonly folder: string;
  readonly service: LocalService;
  readonly run: (
    args: readonly string[],
    onOutput?: RunOptions['onOutput'],
    more?: Readonly<Record<string, string>>,
  ) => Promise<Finished>;
  /** Everything that the commands have written so far. */
  readonly output: () => string;
  /** The receipts in the folder. */
  readonly receipts: () => Promise<Record<string, unknown>[]>;
}

/** Runs `work` against a local service in an empty folder that holds a script `a.kraus`. */
export function withAccount<T>(
  script: string,
  options: Partial<LocalServiceOptions>,
  work: (account: Account) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'a.kraus'), script);
    const service = await startLocalService({
      ...{ devices: [embeddedDevice('ibmq_manila')], sample, apiKey: API_KEY, instance: INSTANCE },
      submissionsPerMinute: 1000,
      ...options,
    });
    let output = '';
    const run: Account['run'] = async (args, onOutput, more = {}) => {
      const finished = await kraus(args, {
        cwd: folder,
        environment: {
          KRAUS_IBM_KEY: API_KEY,
          KRAUS_IBM_INSTANCE: INSTANCE,
          KRAUS_IBM_ENDPOINT: service.endpoint,
          KRAUS_IBM_IAM: service.iam,
          ...more,
        },
        ...(onOutput === undefined ? {} : { onOutput }),
      });
      output += finished.stdout + finished.stderr;
      return finished;
    };
    try {
      const receipts = async () => jsonLines((await run(['jobs', 'list', '--json'])).stdout);
      return await work({ folder, service, run, output: () => output, receipts });
    } finally {
      await service.close();
    }
  });
}
