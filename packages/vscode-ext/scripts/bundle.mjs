// Bundles the extension from the packages' TypeScript sources into dist/: what VS Code loads is in here and nowhere else.
//   extension.cjs     VS Code's own process of Node (desktop, remote)
//   extension-web.js  the browser build
//   server-web.js     the language server in a web worker (on Node it is `kraus lsp`)
//   preview.js …      what runs in the web views: one script a page
//   kraus/*.mjs       the `kraus` command with everything it needs
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = dirname(here);
const dist = join(here, 'dist');

/** Files and folders that a source names by `new URL('…', import.meta.url)`: copied once, and found there by the bundle. */
function filesBesideTheBundle(folder) {
  const inCode = /new URL\(\s*'(\.\.?\/[^']+)'\s*,\s*import\.meta\.url\s*\)/g;
  return {
    name: 'files-beside-the-bundle',
    transform(code, id) {
      if (!id.startsWith(packages + sep) || id.includes(`${sep}node_modules${sep}`) || !inCode.test(code)) return null;
      return code.replace(inCode, (_, path) => {
        const from = join(dirname(id), path);
        const name = relative(packages, from).split(sep).join('/');
        const to = join(folder, 'files', name);
        mkdirSync(dirname(to), { recursive: true });
        // A package's folder stands for what of it is read at run time: the standard library.
        if (path.endsWith('/')) cpSync(join(from, 'std'), join(to, 'std'), { recursive: true });
        else cpSync(from, to);
        return `new URL('./files/${name}${path.endsWith('/') && !name.endsWith('/') ? '/' : ''}', import.meta.url)`;
      });
    },
  };
}

async function bundle({ input, output, platform, external = [], plugins = [] }) {
  const build = await rolldown({
    input,
    platform,
    // What is not called is left out, and with it what it needs of Node: the text is searched for the rest below.
    external: platform === 'browser' ? [...external, /^node:/] : external,
    plugins,
    resolve: {
      conditionNames: ['@kraus/source', platform === 'node' ? 'node' : 'browser', 'import', 'default'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    onLog: (level, log) => {
      if (level === 'warn' && !/node_modules/.test(log.id ?? log.message)) throw new Error(log.message);
    },
  });
  const written = await build.write({ minify: true, ...output });
  await build.close();
  if (platform === 'browser') {
    for (const chunk of written.output)
      if (chunk.type === 'chunk' && chunk.imports.some((name) => name.startsWith('node:')))
        throw new Error(`${chunk.fileName} is for browsers and needs ${chunk.imports.join(', ')}.`);
  }
}

/** Builds everything; returns the folder. */
export async function bundleExtension() {
  rmSync(dist, { recursive: true, force: true });
  const source = (name) => join(here, 'src', name);
  const one = (file, format) => ({ file: join(dist, file), format, codeSplitting: false });
  await bundle({
    input: source('node/extension.ts'),
    platform: 'node',
    external: ['vscode'],
    output: one('extension.cjs', 'cjs'),
  });
  await bundle({
    input: source('web/extension.ts'),
    platform: 'browser',
    external: ['vscode'],
    output: one('extension-web.js', 'cjs'),
  });
  await bundle({ input: source('web/server.ts'), platform: 'browser', output: one('server-web.js', 'iife') });
  for (const page of ['preview', 'dashboard', 'device', 'result'])
    await bundle({ input: source(`webview/${page}.ts`), platform: 'browser', output: one(`${page}.js`, 'iife') });
  const command = join(dist, 'kraus');
  await bundle({
    input: { kraus: join(packages, 'cli/src/main.ts') },
    platform: 'node',
    external: ['onnxruntime-node'],
    plugins: [filesBesideTheBundle(command)],
    output: { dir: command, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
  });
  if (!existsSync(join(command, 'files'))) throw new Error('The command was bundled without the files that it reads.');
  return dist;
}

/** The manifest. */
export const manifest = () => JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleExtension();
