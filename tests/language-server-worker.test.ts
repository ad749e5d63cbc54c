import { builtinModules } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorker } from './support/worker-bundle.js';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: { readonly code: string }[] };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

let code = '';
let imports: readonly string[] = [];
beforeAll(async () => {
  ({ code, imports } = await bundleWorker());
}, 60_000);

describe('the language server in a web worker', () => {
  it('needs no module of Node', () => {
    expect(imports).toEqual([]);
    const required = [...code.matchAll(/(?<!\.)\brequire\(["']([^"']+)["']\)|\bfrom ?["']([^"']+)["']/g)].map(
      (match) => match[1] ?? match[2],
    );
    expect(required.filter((name) => name?.startsWith('node:') || builtinModules.includes(name ?? ''))).toEqual([]);
    expect(code.length).toBeGreaterThan(500_000);
  });

  it('answers completion, hover and diagnostics where nothing of Node exists', async () => {
    const files = new Map([
      [
        'file:///scripts/main.kraus',
        'import { Loss } from "./noise.kraus"\nchannel Bad on q { kraus 0.5 * I }\nchannel Twice(p: prob) on q = Loss(p) ^ 2\n',
      ],
      [
        'file:///scripts/noise.kraus',
        '/// Loses light.\nchannel Loss(gamma: prob) on q {\n  kraus |0><0| + sqrt(1 - gamma) * |1><1|\n  kraus sqrt(gamma) * |0><1|\n}\n',
      ],
    ]);
    const waiting = new Map<number | string, (message: Message) => void>();
    const published = new Map<string, string[]>();
    const scope = {
      onmessage: (_: { data: unknown }): void => {},
      addEventListener: () => {},
      postMessage: (message: Message) => {
        if (message.method === undefined) waiting.get(message.id ?? '')?.(message);
        else if (message.method === 'textDocument/publishDiagnostics') {
          published.set(
            message.params?.uri ?? '',
            (message.params?.diagnostics ?? []).map(({ code: own }) => own),
          );
        } else if (message.id !== undefined) answer(message);
      },
    };
    const send = (data: object): void => {
      setTimeout(() => scope.onmessage({ data: { jsonrpc: '2.0', ...data } }), 0);
    };
    const answer = ({ id, method, params }: Message): void => {
      const uri = String(Array.isArray(params) ? params[0] : params);
      const kind = files.has(uri) ? 'file' : uri === 'file:///scripts' ? 'directory' : null;
      const results: Record<string, unknown> = {
        'kraus/stat': kind,
        'kraus/readFile': files.get(uri),
        'kraus/readDirectory': [...files.keys()].map((file) => ({ uri: file, kind: 'file' })),
      };
      send({ id, result: results[method ?? ''] ?? null });
    };
    let last = 0;
    const request = (method: string, params: object): Promise<unknown> => {
      const id = ++last;
      send({ id, method, params });
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) =>
          error === undefined ? resolve(result) : reject(new Error(error.message)),
        );
      });
    };
    const { TextEncoder, TextDecoder, URL, URLSearchParams, performance, crypto, queueMicrotask, structuredClone } =
      globalThis;
    const web = {
      self: scope,
      TextEncoder,
      TextDecoder,
      URL,
      URLSearchParams,
      performance,
      crypto,
      queueMicrotask,
      structuredClone,
    };
    const timers = { setTimeout, clearTimeout, setInterval, clearInterval, console };
    runInContext(code, createContext({ ...web, ...timers }));
    await request('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: 'file:///scripts', name: 'scripts' }],
    });
    send({ method: 'initialized', params: {} });
    await expect.poll(() => published.get('file:///scripts/main.kraus'), { timeout: 20_000 }).toEqual(['K201']);
    const textDocument = { uri: 'file:///scripts/main.kraus' };
    const hover = await request('textDocument/hover', { textDocument, position: { line: 2, character: 32 } });
    expect(JSON.stringify(hover)).toContain('Loses light.');
    expect(JSON.stringify(hover)).toContain('average gate fidelity');
    const completion = (await request('textDocument/completion', {
      textDocument,
      position: { line: 2, character: 30 },
    })) as {
      items: { label: string }[];
    };
    expect(completion.items.map(({ label }) => label)).toEqual(expect.arrayContaining(['Loss', 'Depolarizing']));
  }, 60_000);
});
