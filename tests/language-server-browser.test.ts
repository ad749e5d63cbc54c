import { describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER, withPage } from './support/browser.js';
import { bundleWorker } from './support/worker-bundle.js';

const files = {
  'file:///scripts/main.kraus':
    'import { Loss } from "./noise.kraus"\nchannel Bad on q { kraus 0.5 * I }\nchannel Twice(p: prob) on q = Loss(p) ^ 2\n',
  'file:///scripts/noise.kraus':
    '/// Loses light.\nchannel Loss(gamma: prob) on q {\n  kraus |0><0| + sqrt(1 - gamma) * |1><1|\n  kraus sqrt(gamma) * |0><1|\n}\n',
};

/** A client as a page writes one: it starts the worker, answers what it asks for, and keeps what it publishes. */
const client = `
const files = ${JSON.stringify(files)};
const worker = new Worker('/worker.js');
const waiting = new Map();
const published = new Map();
let last = 0;
function send(message) { worker.postMessage({ jsonrpc: '2.0', ...message }); }
function answerOf(method, params) {
  const uri = Array.isArray(params) ? params[0] : params;
  if (method === 'kraus/stat') return uri in files ? 'file' : uri === 'file:///scripts' ? 'directory' : null;
  if (method === 'kraus/readFile') return files[uri];
  if (method === 'kraus/readDirectory') return Object.keys(files).map((own) => ({ uri: own, kind: 'file' }));
  return null;
}
worker.onmessage = ({ data: { id, method, params, result, error } }) => {
  if (method === undefined) {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result); else reject(new Error(error.message));
  } else if (method === 'textDocument/publishDiagnostics') published.set(params.uri, params.diagnostics);
  else if (id !== undefined) send({ id, result: answerOf(method, params) });
};
window.request = (method, params) => new Promise((resolve, reject) => {
  const id = ++last;
  waiting.set(id, { resolve, reject });
  send({ id, method, params });
});
window.notify = (method, params) => send({ method, params });
window.codesOf = (uri) => (published.get(uri) ?? []).map(({ code }) => code);
`;

interface Client {
  request(method: string, params: object): Promise<unknown>;
  notify(method: string, params: object): void;
  codesOf(uri: string): string[];
}

describe(`the language server in a web worker of a real browser${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`, () => {
  it.skipIf(CHROMIUM === undefined)(
    'answers diagnostics, hover and completion, and follows an edit',
    async () => {
      const { code } = await bundleWorker();
      const site = {
        '/index.html': '<!doctype html><title>Kraus</title><script src="/client.js"></script>',
        '/client.js': client,
        '/worker.js': code,
      };
      await withPage(site, async (page) => {
        const request = (method: string, params: object): Promise<unknown> =>
          page.evaluate(([own, given]) => (globalThis as unknown as Client).request(own, given), [
            method,
            params,
          ] as const);
        const notify = (method: string, params: object): Promise<void> =>
          page.evaluate(([own, given]) => (globalThis as unknown as Client).notify(own, given), [
            method,
            params,
          ] as const);
        const codes = (): Promise<string[]> =>
          page.evaluate(() => (globalThis as unknown as Client).codesOf('file:///scripts/main.kraus'));

        await request('initialize', {
          processId: null,
          rootUri: null,
          capabilities: {},
          workspaceFolders: [{ uri: 'file:///scripts', name: 'scripts' }],
        });
        await notify('initialized', {});
        await expect.poll(codes, { timeout: 20_000 }).toEqual(['K201']);

        const textDocument = { uri: 'file:///scripts/main.kraus' };
        const hover = JSON.stringify(
          await request('textDocument/hover', { textDocument, position: { line: 2, character: 32 } }),
        );
        expect(hover).toContain('Loses light.');
        expect(hover).toContain('average gate fidelity');
        const completion = await request('textDocument/completion', {
          textDocument,
          position: { line: 2, character: 30 },
        });
        const labels = (completion as { items: { label: string }[] }).items.map(({ label }) => label);
        expect(labels).toEqual(expect.arrayContaining(['Loss', 'Depolarizing']));

        const text = files['file:///scripts/main.kraus'].replace('0.5 * I', 'I');
        await notify('textDocument/didOpen', {
          textDocument: { ...textDocument, languageId: 'kraus', version: 1, text },
        });
        await expect.poll(codes, { timeout: 20_000 }).toEqual([]);
      });
    },
    120_000,
  );
});
