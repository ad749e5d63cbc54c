import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from '../../test-data/catalogue.js';
import { testDevices } from '../../test-data/devices.js';
import { formatDiagnostics } from '../diagnostics/index.js';
import { readScriptFile } from '../node/index.js';
import { checkScript, lowerScript } from './index.js';

const folder = new URL('../../test-data/valid/', import.meta.url);
const std = new URL('../../std/', import.meta.url);

const paths = [
  ...readdirSync(folder).map((name) => [`valid/${name}`, new URL(`${name}/main.kraus`, folder).pathname]),
  ...readdirSync(std).map((name) => [`std/${name}`, new URL(name, std).pathname]),
].filter(([name]) => name !== 'std/prelude.kraus');

describe('right scripts', () => {
  it.each(paths)(
    '%s',
    async (_, path = '') => {
      const { diagnostics, script } = await checkScript({
        path,
        readFile: readScriptFile,
        catalogue: testCatalogue,
        devices: testDevices,
      });
      const sources = new Map(script.files.map((file) => [file.path, file.text]));
      // The published ansätze have rotations that change nothing where they stand alone (K302); they are meant as parts.
      const told = diagnostics.filter(({ code }) => !(path.endsWith('/std/ansatz.kraus') && code === 'K302'));
      expect(formatDiagnostics(told, { sources })).toBe('');
      const spec = lowerScript(script);
      // A specification is plain data: it survives being written and read.
      expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    },
    120_000,
  );
});
