import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import type { VscodeHost } from './vscode-host.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export interface WebOptions {
  readonly host: VscodeHost;
  /** The extension's folder, packed. */
  readonly extension: string;
  /** The workspace: texts by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A file system in memory for the workspace, as an extension of the browser's own. */
const FILES_MANIFEST = {
  name: 'files',
  publisher: 'test',
  version: '1.0.0',
  engines: { vscode: '^1.90.0' },
  browser: './extension.js',
  activationEvents: ['onFileSystem:memory'],
};

const FILES_EXTENSION = `
const vscode = require('vscode');
exports.activate = async (context) => {
  const address = context.extensionUri.with({ path: '/files.json' }).toString(true);
  const files = new Map(Object.entries(await (await fetch(address)).json()).map(([name, text]) => ['/' + name, new TextEncoder().encode(text)]));
  const changed = new vscode.EventEmitter();
  const absent = (uri) => vscode.FileSystemError.FileNotFound(uri);
  const stat = (uri) => {
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const bytes = files.get(uri.path);
    if (bytes === undefined) throw absent(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: bytes.length };
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose() {} }),
    stat,
    readDirectory: () => [...files.keys()].map((path) => [path.slice(1), vscode.FileType.File]),
    readFile: (uri) => { stat(uri); return files.get(uri.path); },
    writeFile: (uri, bytes) => {
      const type = files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
      files.set(uri.path, bytes);
      changed.fire([{ type, uri }]);
    },
    createDirectory: () => {}, delete: (uri) => files.delete(uri.path), rename: () => {},
  }));
};`;

/** What VS Code's own server adds to the browser's files, undone: a remote machine, and settings that are kept there. */
const USER_DATA =
  /get userRoamingDataHome\(\)\{return (\w+)\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:(\w+)\.vscodeRemote\}\),"User"\)\}/;

function withoutServer(workbench: string): string {
  let places = 0;
  const text = workbench
    .replace(/remoteAuthority:location\.host/, () => {
      places++;
      return 'remoteAuthority:void 0';
    })
    .replace(USER_DATA, (_, _join: string, uri: string, schemas: string) => {
      places++;
      return `get userRoamingDataHome(){return ${uri}.file("/User").with({scheme:${schemas}.vscodeUserData})}`;
    });
  if (places !== 2) throw new Error('This VS Code is built otherwise: its page cannot be run without a server.');
  return text;
}

/** Serves VS Code for the Web on loopback: the page, the extension, a workspace in memory, and nothing that runs anywhere else. */
export async function serveWeb({
  host,
  extension,
  files,
}: WebOptions): Promise<{ address: string; close: () => Promise<void> }> {
  const texts: Record<string, () => string> = {
    '/files/package.json': () => JSON.stringify(FILES_MANIFEST),
    '/files/extension.js': () => FILES_EXTENSION,
    '/files.json': () => JSON.stringify(files),
  };
  const folders = { '/static/': host.vscode, '/extension/': extension };
  const answer = async (request: IncomingMessage): Promise<{ body: string | Buffer; type: string } | undefined> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') return { body: pageFor(request.headers.host ?? ''), type: 'text/html' };
    const text = texts[pathname]?.();
    const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
    if (text !== undefined) return { body: text, type };
    const mount = Object.entries(folders).find(([start]) => pathname.startsWith(start));
    if (mount === undefined) return undefined;
    const [start, folder] = mount;
    const file = resolve(join(folder, decodeURIComponent(pathname.slice(start.length))));
    if (!file.startsWith(resolve(folder) + sep)) return undefined;
    const body = await readFile(file);
    return { body: file.endsWith('/browser/workbench/workbench.js') ? withoutServer(body.toString()) : body, type };
  };
  const server = createServer((request, response) => {
    answer(request)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
        return undefined;
      })
      .then((found) => {
        if (found === undefined) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': found.type }).end(found.body);
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function pageFor(authority: string): string {
  const at = (path: string) => ({ scheme: 'http', authority, path });
  const config = {
    userDataPath: '/user',
    folderUri: { scheme: 'memory', authority: '', path: '/' },
    webviewEndpoint: `http://${authority}/static/out/vs/workbench/contrib/webview/browser/pre`,
    additionalBuiltinExtensions: [at('/files'), at('/extension'), at('/static/extensions/theme-defaults')],
    configurationDefaults: {
      'workbench.startupEditor': 'none',
      'chat.disableAIFeatures': true,
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'security.workspace.trust.enabled': false,
      'editor.minimap.enabled': false,
    },
    productConfiguration: { enableTelemetry: false },
    isEnabledCoderGettingStarted: false,
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
  };
  const escaped = JSON.stringify(config).replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  return `<!doctype html><html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${escaped}">
<meta id="vscode-workbench-web-base-url" data-settings="/static"><meta id="vscode-workbench-auth-session" data-settings="">
<link rel="stylesheet" href="/static/out/vs/code/browser/workbench/workbench.css"></head><body></body>
<script>globalThis._VSCODE_FILE_ROOT = new URL('/static/out/', location).toString();</script>
<script type="module" src="/static/out/nls.messages.js"></script>
<script type="module" src="/static/out/vs/code/browser/workbench/workbench.js"></script></html>`;
}
