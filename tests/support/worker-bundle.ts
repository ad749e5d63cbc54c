import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './kraus.js';

const entry = `
import { startWorkerServer } from '@kraus/lang/server/worker';
import { catalogue } from '@kraus/models/catalogue';
startWorkerServer(self, { catalogue });
`;

/** The language server with the whole catalogue as one classic script for a web worker, and the modules that it still imports. */
export async function bundleWorker(): Promise<{ readonly code: string; readonly imports: readonly string[] }> {
  const build = await rolldown({
    input: 'entry',
    platform: 'browser',
    resolve: {
      conditionNames: ['@kraus/source', 'browser', 'import', 'default'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? join(ROOT, 'packages/cli/src/entry-of-the-worker.ts') : undefined),
        load: (id) => (id.endsWith('entry-of-the-worker.ts') ? entry : undefined),
      },
    ],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await build.generate({ format: 'iife' });
  await build.close();
  return { code: output[0].code, imports: output[0].imports };
}
