// Checks how the packages import each other and themselves. Run by `pnpm imports` and in CI; rules in docs/architecture.md.
//   directions    a package imports only the packages that ARCHITECTURE allows
//   rooms         a folder is entered only by its index.ts (or schema.ts: the second door, free of TensorFlow)
//   circles       no file reaches itself through imports
//   dependencies  what is imported is declared in package.json, and what is declared is imported
//   platform      core and lang (outside its node/ room) run in a browser: no Node built-ins
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Package folder → the project's packages it may import. */
export const ALLOWED = {
  core: [],
  sim: ['@kraus/core'],
  models: ['@kraus/core', '@kraus/sim', '@kraus/hardware'],
  lang: ['@kraus/core'],
  hardware: ['@kraus/core'],
  cli: ['@kraus/core', '@kraus/sim', '@kraus/models', '@kraus/lang', '@kraus/hardware'],
  'vscode-ext': ['@kraus/core', '@kraus/sim', '@kraus/models', '@kraus/lang', '@kraus/hardware', 'kraus'],
};

/** Packages that must also run in a browser → the folders of theirs that may use Node. */
export const BROWSER = { core: [], lang: ['node/'] };

const DOORS = ['index.ts', 'schema.ts'];
const BUILTIN = new Set(builtinModules);

/** The module specifiers a TypeScript text imports, re-exports or loads by `import('…')`. */
export function importsOf(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ];
  return [...new Set(found.map((match) => match[1]))];
}

/** `@scope/name/deep` → `@scope/name`. */
function packageOf(specifier) {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

/**
 * Whether `from` may import `to` (paths inside one package's src, with slashes): within a folder and upwards freely,
 * downwards only one room deep and through a door. A folder directly under src is a room; a deeper one is a room if it
 * has an index.ts (`isRoom`), and otherwise belongs to the room around it, as `generated` folders do.
 * @param {string} from
 * @param {string} to
 * @param {(folder: string) => boolean} isRoom
 */
export function entersByDoor(from, to, isRoom = () => true) {
  const rooms = (path) => {
    const parts = posix
      .dirname(path)
      .split('/')
      .filter((part) => part !== '.');
    return parts
      .map((_, i) => parts.slice(0, i + 1))
      .filter((folder) => folder.at(-1) !== 'generated' && (folder.length === 1 || isRoom(folder.join('/'))))
      .map((folder) => folder.join('/'));
  };
  const here = new Set(rooms(from));
  const entered = rooms(to).filter((room) => !here.has(room));
  return entered.length === 0 || (entered.length === 1 && DOORS.some((door) => to === `${entered[0]}/${door}`));
}

/** Circles in a graph given as a Map from node to its targets: each as the list of its nodes (Tarjan 1972). */
export function circles(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!graph.has(target)) continue;
      if (!index.has(target)) {
        visit(target);
        low.set(node, Math.min(low.get(node), low.get(target)));
      } else if (stack.includes(target)) {
        low.set(node, Math.min(low.get(node), index.get(target)));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1 || (graph.get(node) ?? []).includes(node)) found.push(component.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

function sourceFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => name.split(sep).join('/'))
    .sort();
}

/** Checks one package folder; returns the complaints, each one line. */
export function checkPackage(root, name) {
  const folder = join(root, 'packages', name);
  const src = join(folder, 'src');
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const complaints = [];
  const allowed = ALLOWED[name];
  if (allowed === undefined)
    return [`packages/${name}: unknown to tools/check-imports.mjs: add its directions to ALLOWED`];
  const declared = new Set(
    ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) => Object.keys(manifest[key] ?? {})),
  );
  // The editor that a package is made for gives it its interface.
  for (const editor of Object.keys(manifest.engines ?? {})) if (editor !== 'node') declared.add(editor);
  const used = new Set();
  const graph = new Map();
  const isRoom = (room) => existsSync(join(src, room, 'index.ts'));

  for (const file of sourceFiles(src)) {
    const at = `packages/${name}/src/${file}`;
    const isTest = /\.(test|bench)\.ts$/.test(file);
    const targets = [];
    for (const specifier of importsOf(readFileSync(join(src, file), 'utf8'))) {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
        if (target.startsWith('..')) {
          if (!isTest) complaints.push(`${at}: '${specifier}' leaves the package's src folder`);
          continue;
        }
        targets.push(target);
        if (!entersByDoor(file, target, isRoom)) {
          complaints.push(`${at}: '${specifier}' enters a room past its door: import the room's index.js`);
        }
        continue;
      }
      const wanted = packageOf(specifier);
      if (specifier.startsWith('node:') || BUILTIN.has(wanted)) {
        const rooms = BROWSER[name];
        if (rooms !== undefined && !isTest && !rooms.some((room) => file.startsWith(room))) {
          complaints.push(`${at}: '${specifier}' is a Node built-in, and this part must run in a browser`);
        }
        continue;
      }
      if (/^@kraus\/|^kraus(-|$)/.test(wanted)) {
        if (wanted !== manifest.name && !allowed.includes(wanted)) {
          complaints.push(
            `${at}: imports ${wanted}, but ${manifest.name} may import only: ${allowed.join(', ') || 'nothing'}`,
          );
        }
      }
      if (isTest) continue;
      used.add(wanted);
      if (!declared.has(wanted)) complaints.push(`${at}: imports ${wanted}, which its package.json does not declare`);
    }
    if (!isTest) graph.set(file, targets);
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (!used.has(dependency))
      complaints.push(`packages/${name}/package.json: declares ${dependency}, which nothing imports`);
  }
  for (const circle of circles(graph)) complaints.push(`packages/${name}/src: import circle: ${circle.join(' ↔ ')}`);
  return complaints;
}

/** Checks every package under `root`/packages. */
export function checkAll(root) {
  const packages = readdirSync(join(root, 'packages')).filter((name) => {
    const folder = join(root, 'packages', name);
    return statSync(folder).isDirectory() && existsSync(join(folder, 'package.json'));
  });
  return packages.flatMap((name) => checkPackage(root, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const complaints = checkAll(root);
  for (const complaint of complaints) console.error(complaint);
  console.log(
    complaints.length === 0
      ? `imports: in order (${relative(process.cwd(), join(root, 'packages')) || 'packages'})`
      : `imports: ${complaints.length} complaint${complaints.length === 1 ? '' : 's'}`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
