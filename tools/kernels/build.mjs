// Builds Kraus' WebAssembly kernels from C with a compiler from npm, and writes them as committed TypeScript modules.
//   node tools/kernels/build.mjs           rebuild
//   node tools/kernels/build.mjs --check   rebuild and compare with what is committed, byte for byte
//   node tools/kernels/build.mjs NAME …    only modules whose name begins so
// A word more, e.g. "Lindblad", takes only the modules whose name holds it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const pinned = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8')).dependencies['@yowasp/clang'];

/**
 * Each module: a folder of C sources, headers from elsewhere, the file that is compiled, definitions, and the TypeScript module
 * that is written.
 */
const modules = [
  {
    name: 'kernels',
    sources: 'packages/models/kernels',
    main: 'kernels.c',
    target: 'packages/models/src/engine/generated/kernels.ts',
  },
  {
    name: 'discrete diffusion',
    sources: 'packages/models/kernels-diffusion',
    main: 'diffusion.c',
    target: 'packages/models/src/diffusion/generated/kernels.ts',
  },
  {
    name: 'state vector, float32',
    sources: 'packages/sim/kernels',
    main: 'statevector.c',
    target: 'packages/sim/src/statevector/generated/float32.ts',
  },
  {
    name: 'state vector, float64',
    sources: 'packages/sim/kernels',
    main: 'statevector.c',
    define: ['-DDOUBLE'],
    target: 'packages/sim/src/statevector/generated/float64.ts',
  },
  {
    name: 'large state, float32',
    sources: 'packages/sim/kernels',
    main: 'large-state.c',
    target: 'packages/sim/src/large-state/generated/float32.ts',
  },
  {
    name: 'large state, float64',
    sources: 'packages/sim/kernels',
    main: 'large-state.c',
    define: ['-DDOUBLE'],
    target: 'packages/sim/src/large-state/generated/float64.ts',
  },
  {
    name: 'Lindblad, float32',
    sources: 'packages/sim/kernels-lindblad',
    main: 'lindblad.c',
    target: 'packages/sim/src/lindblad/generated/float32.ts',
  },
  {
    name: 'Lindblad, float64',
    sources: 'packages/sim/kernels-lindblad',
    main: 'lindblad.c',
    define: ['-DDOUBLE'],
    target: 'packages/sim/src/lindblad/generated/float64.ts',
  },
  {
    name: 'trajectories, float32',
    sources: 'packages/sim/kernels-trajectories',
    headers: ['packages/sim/kernels/vectors.h', 'packages/sim/kernels/sincos.h'],
    main: 'trajectories.c',
    target: 'packages/sim/src/trajectories/generated/float32.ts',
  },
  {
    name: 'trajectories, float64',
    sources: 'packages/sim/kernels-trajectories',
    headers: ['packages/sim/kernels/vectors.h', 'packages/sim/kernels/sincos.h'],
    main: 'trajectories.c',
    define: ['-DDOUBLE'],
    target: 'packages/sim/src/trajectories/generated/float64.ts',
  },
  {
    name: 'density matrix, float32',
    sources: 'packages/sim/kernels-density-matrix',
    headers: ['packages/sim/kernels/vectors.h', 'packages/sim/kernels/sincos.h'],
    main: 'density-matrix.c',
    target: 'packages/sim/src/density-matrix/generated/float32.ts',
  },
  {
    name: 'density matrix, float64',
    sources: 'packages/sim/kernels-density-matrix',
    headers: ['packages/sim/kernels/vectors.h', 'packages/sim/kernels/sincos.h'],
    main: 'density-matrix.c',
    define: ['-DDOUBLE'],
    target: 'packages/sim/src/density-matrix/generated/float64.ts',
  },
];

const flags = [
  '--target=wasm32',
  '-std=c23',
  '-O3',
  '-msimd128',
  '-matomics',
  '-mbulk-memory',
  '-ffp-contract=off',
  '-fno-builtin',
  '-nostdlib',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wl,--no-entry,--import-memory,--shared-memory,--max-memory=4294901760,--export=__heap_base,--export=__stack_pointer,--strip-all,-z,stack-size=65536',
];

async function compiler() {
  const folder = path.join(here, 'node_modules/@yowasp/clang');
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== pinned) {
    console.error(`installing the compiler @yowasp/clang ${pinned} (about 100 MB, once) …`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const done = spawnSync(npm, ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], {
      cwd: here,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) throw new Error('npm install of the compiler failed');
  }
  return import('@yowasp/clang');
}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

async function build(module, clang) {
  const folder = path.join(root, module.sources);
  const files = Object.fromEntries(
    readdirSync(folder)
      .filter((f) => /\.[ch]$/.test(f))
      .sort()
      .map((f) => path.join(folder, f))
      .concat((module.headers ?? []).map((f) => path.join(root, f)))
      .map((f) => [path.basename(f), readFileSync(f, 'utf8')]),
  );
  const log = (bytes) => bytes && process.stderr.write(bytes);
  const run = clang.runClang ?? clang.commands.clang;
  let result;
  try {
    result = await run(['clang', ...flags, ...(module.define ?? []), '-o', 'out.wasm', module.main], files, {
      stdout: log,
      stderr: log,
    });
  } catch {
    throw new Error(`${module.name}: the compiler refused the source (its messages are above)`);
  }
  const wasm = result['out.wasm'];
  const text = `// Generated by tools/kernels/build.mjs from ${module.sources}; do not edit. Rebuild with "pnpm kernels".
export const compiler = '@yowasp/clang ${pinned}';
export const sourceHash = '${sha256(JSON.stringify([[...flags, ...(module.define ?? [])], files]))}';
export const moduleHash = '${sha256(wasm)}';
export const moduleBase64 =
  '${Buffer.from(wasm).toString('base64')}';
`;
  return { text, bytes: wasm.length };
}

const check = process.argv.includes('--check');
const clang = await compiler().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
const words = process.argv.slice(2).filter((word) => word !== '--check');
let different = 0;
for (const module of modules.filter(({ name }) => words.every((word) => name.includes(word)))) {
  const { text, bytes } = await build(module, clang);
  const target = path.join(root, module.target);
  if (check) {
    const same = existsSync(target) && readFileSync(target, 'utf8') === text;
    console.log(
      `${module.name}: ${bytes} bytes, ${same ? 'identical to the committed module' : 'DIFFERENT from the committed module'}`,
    );
    if (!same) different += 1;
  } else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.log(`${module.name}: ${bytes} bytes written to ${module.target}`);
  }
}
process.exitCode = different > 0 ? 1 : 0;
