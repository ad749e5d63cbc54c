import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile, type PublishedFile } from './download.js';
import { findOrDownload } from './find-file.js';
import { defaultCacheDir } from './folders.js';
import type { DataProgress } from './image-dataset.js';

const body = Buffer.from('the bytes of a data set '.repeat(20_000));
const sha256 = createHash('sha256').update(body).digest('hex');

describe('downloads, from a server on loopback', () => {
  let server: Server;
  let origin: string;
  let folder: string;
  let requests: string[];
  const kept = { offline: process.env.KRAUS_OFFLINE, data: process.env.KRAUS_DATA };

  beforeEach(async () => {
    delete process.env.KRAUS_OFFLINE;
    delete process.env.KRAUS_DATA;
    requests = [];
    folder = await mkdtemp(join(tmpdir(), 'kraus-download-'));
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      if (request.url === '/moved') response.writeHead(302, { location: '/good' }).end();
      else if (request.url === '/good') response.writeHead(200, { 'content-length': body.length }).end(body);
      else if (request.url === '/other') response.writeHead(200).end('something else');
      else if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 1000), () => response.destroy());
      } else if (request.url === '/stuck') {
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 1000));
      } else response.writeHead(403).end('no');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });

  afterEach(async () => {
    if (kept.offline !== undefined) process.env.KRAUS_OFFLINE = kept.offline;
    else delete process.env.KRAUS_OFFLINE;
    if (kept.data !== undefined) process.env.KRAUS_DATA = kept.data;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true });
  });

  const file = (path: string): PublishedFile => ({
    path: 'some/set.bin',
    address: `${origin}${path}`,
    bytes: body.length,
    checksum: { algorithm: 'sha256', hex: sha256 },
  });
  const target = () => join(folder, 'cache', 'some', 'set.bin');
  const left = async () => (await readdir(dirname(target())).catch(() => [])).sort();

  it('downloads once, with progress, then reads from the cache', async () => {
    const progress: DataProgress[] = [];
    const options = { cacheDir: join(folder, 'cache'), onProgress: (p: DataProgress) => progress.push(p) };
    const found = await findOrDownload(file('/moved'), options);
    expect(Buffer.compare(found.bytes, body)).toBe(0);
    expect(found.sha256).toBe(sha256);
    const last = progress.at(-1);
    expect(last).toEqual({ kind: 'download', file: 'set.bin', received: body.length, total: body.length });
    expect(await left()).toEqual(['set.bin']);
    await findOrDownload(file('/moved'), options);
    expect(requests).toEqual(['/moved', '/good']);
    expect(progress.at(-1)).toEqual({ kind: 'read', file: 'set.bin' });
  });

  it('takes a data folder first, and refuses other bytes there', async () => {
    const place = join(folder, 'data', 'some', 'set.bin');
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, body);
    const options = { cacheDir: join(folder, 'cache'), dataDirs: [join(folder, 'data')] };
    expect((await findOrDownload(file('/good'), options)).path).toBe(place);
    expect(requests).toEqual([]);
    await writeFile(place, 'damaged');
    await expect(findOrDownload(file('/good'), options)).rejects.toThrow(`${place} has sha256`);
  });

  it('downloads again over a damaged file in the cache', async () => {
    await mkdir(dirname(target()), { recursive: true });
    await writeFile(target(), 'damaged');
    await findOrDownload(file('/good'), { cacheDir: join(folder, 'cache') });
    expect(Buffer.compare(await readFile(target()), body)).toBe(0);
  });

  it('says how to place the file by hand when it is refused', async () => {
    const failed = findOrDownload(file('/forbidden'), { cacheDir: join(folder, 'cache') });
    await expect(failed).rejects.toMatchObject({ code: 'data/download-failed' });
    await expect(failed).rejects.toThrow(
      `${origin}/forbidden could not be downloaded: the server answered 403 Forbidden. To place it by hand, get set.bin (sha256 ${sha256}) from ${origin}/forbidden and save it as ${target()}, or as some/set.bin in a folder named by KRAUS_DATA.`,
    );
    expect(await left()).toEqual([]);
  });

  it('refuses another file than the published one', async () => {
    const failed = downloadFile(file('/other'), target());
    await expect(failed).rejects.toMatchObject({ code: 'data/wrong-checksum' });
    await expect(failed).rejects.toThrow(sha256);
    expect(await left()).toEqual([]);
  });

  it.each(['/cut', '/stuck'])('leaves nothing behind after %s', async (path) => {
    await expect(downloadFile(file(path), target(), { idleTimeout: 200 })).rejects.toMatchObject({
      code: 'data/download-failed',
    });
    expect(await left()).toEqual([]);
  });

  it('says when nobody answers', async () => {
    await new Promise((done) => server.close(done));
    await expect(downloadFile(file('/good'), target())).rejects.toThrow(
      /downloaded: connect ECONNREFUSED .*To place it by hand/,
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const stopped = downloadFile(file('/stuck'), target(), {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await left()).toEqual([]);
  });

  it('asks nobody when offline', async () => {
    process.env.KRAUS_OFFLINE = '1';
    await expect(findOrDownload(file('/good'), { cacheDir: join(folder, 'cache') })).rejects.toMatchObject({
      code: 'data/offline',
    });
    expect(requests).toEqual([]);
  });
});

describe('defaultCacheDir', () => {
  it('follows each system', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'kraus'));
    expect(defaultCacheDir({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\.cache.kraus$/);
    expect(defaultCacheDir({}, 'darwin')).toMatch(/Library.Caches.kraus$/);
    expect(defaultCacheDir({ LOCALAPPDATA: 'C:\\Local' }, 'win32')).toBe(join('C:\\Local', 'kraus', 'Cache'));
    expect(defaultCacheDir({ KRAUS_CACHE: '/own' }, 'darwin')).toBe('/own');
  });
});
