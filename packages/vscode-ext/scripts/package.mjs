// `pnpm package:editor`: bundles the extension and writes packages/vscode-ext/dist/kraus-vscode.vsix.
// A .vsix is a zip of the extension's folder with a manifest that the marketplace reads; `vsce publish --packagePath` takes it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { bundleExtension, manifest } from './bundle.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const FILES = ['dist', 'icons', 'snippets', 'syntaxes', 'walkthrough', 'language-configuration.json', 'package.json'];
const TEXTS = { 'README.md': 'readme.md', 'CHANGELOG.md': 'changelog.md', LICENSE: 'LICENSE.txt' };
const TYPES = {
  '.cjs': 'application/javascript',
  '.css': 'text/css',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.kraus': 'text/plain',
  '.md': 'text/markdown',
  '.mjs': 'application/javascript',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.vsixmanifest': 'text/xml',
};
/** Equal sources give equal bytes. */
const WHEN = new Date('2026-01-01T00:00:00Z');
const LARGEST = 6_000_000;

const xml = (text) => text.replace(/[<>&"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[c]);

function filesUnder(path) {
  if (!statSync(join(here, path), { throwIfNoEntry: false })) return [];
  if (statSync(join(here, path)).isFile()) return [path];
  return readdirSync(join(here, path), { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .filter((name) => statSync(join(here, name)).isFile() && !name.endsWith('.vsix'))
    .sort();
}

function vsixManifest({
  name,
  displayName,
  description,
  version,
  publisher,
  engines,
  keywords,
  categories,
  icon,
  repository,
}) {
  const property = (id, value) => `      <Property Id="${id}" Value="${xml(value)}" />`;
  const asset = (type, path) => `    <Asset Type="${type}" Path="extension/${path}" Addressable="true" />`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}" />
    <DisplayName>${xml(displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(description)}</Description>
    <Tags>${xml([...keywords, '__ext_kraus', '__web_extension'].join(','))}</Tags>
    <Categories>${xml(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${[
  property('Microsoft.VisualStudio.Code.Engine', engines.vscode),
  property('Microsoft.VisualStudio.Code.ExtensionDependencies', ''),
  property('Microsoft.VisualStudio.Code.ExtensionKind', 'workspace,ui,web'),
  ...(repository === undefined ? [] : [property('Microsoft.VisualStudio.Services.Links.Source', repository.url)]),
  property('Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown', 'true'),
].join('\n')}
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/${icon}</Icon>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code" /></Installation>
  <Dependencies />
  <Assets>
${[
  asset('Microsoft.VisualStudio.Code.Manifest', 'package.json'),
  asset('Microsoft.VisualStudio.Services.Content.Details', 'readme.md'),
  asset('Microsoft.VisualStudio.Services.Content.Changelog', 'changelog.md'),
  asset('Microsoft.VisualStudio.Services.Content.License', 'LICENSE.txt'),
  asset('Microsoft.VisualStudio.Services.Icons.Default', icon),
].join('\n')}
  </Assets>
</PackageManifest>
`;
}

/**
 * The manifest as it is packed: without what only a workspace of sources needs. `type` above all: VS Code for the Web would take the
 * bundle for a module and refuse it.
 */
function packedManifest() {
  const { type, private: _private, dependencies, devDependencies, ...rest } = manifest();
  return `${JSON.stringify(rest, null, 2)}\n`;
}

/** Bundles and packs; returns the path of the .vsix. */
export async function packageExtension() {
  await bundleExtension();
  const own = manifest();
  const paths = FILES.flatMap(filesUnder);
  const named = [...paths.map((path) => [path, path]), ...Object.entries(TEXTS)];
  const types = [...new Set(['.vsixmanifest', ...named.map(([, to]) => extname(to))])].sort().map((extension) => {
    if (TYPES[extension] === undefined) throw new Error(`No content type is known for ${extension}.`);
    return `<Default Extension="${extension}" ContentType="${TYPES[extension]}" />`;
  });
  const text = (value) => new TextEncoder().encode(value);
  const archive = zipSync(
    {
      'extension.vsixmanifest': text(vsixManifest(own)),
      '[Content_Types].xml': text(
        `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>\n`,
      ),
      ...Object.fromEntries(named.map(([from, to]) => [`extension/${to}`, readFileSync(join(here, from))])),
      'extension/package.json': text(packedManifest()),
    },
    { level: 9, mtime: WHEN },
  );
  if (archive.length > LARGEST) throw new Error(`The .vsix has ${archive.length} bytes, more than ${LARGEST}.`);
  const path = join(here, 'dist', `${own.name}.vsix`);
  writeFileSync(path, archive);
  console.log(`${path}: ${(archive.length / 1e6).toFixed(2)} MB, ${named.length} files`);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await packageExtension();
