import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser installed here: what `KRAUS_CHROMIUM` names, else the first Chromium or Chrome on the PATH; undefined if there is none. */
export const CHROMIUM: string | undefined =
  process.env.KRAUS_CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** What a test that needs a browser says when there is none. */
export const NO_BROWSER = 'skipped: no Chromium here (Debian: apt-get install chromium; or name one in KRAUS_CHROMIUM)';

/** Files of a site by their path, as text: `/index.html`, `/worker.js`, … */
export type Site = Readonly<Record<string, string>>;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

/** Serves a site on the loopback interface while `work` runs with its address (`http://127.0.0.1:<port>`). */
export async function withSite<T>(site: Site, work: (address: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const text = site[path === '/' ? '/index.html' : path];
    if (text === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path === '/' ? 'html' : (path.split('.').at(-1) ?? '')] ?? 'text/plain; charset=utf-8';
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Starts the installed Chromium without a window. Close it when done. Throws where there is none: see `CHROMIUM`. */
export async function startBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(NO_BROWSER);
  // Root has no sandbox of its own to put the pages in; the pages are ours. Shared memory is small in containers.
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage', '--disable-gpu'];
  return await chromium.launch({ executablePath: CHROMIUM, args });
}

/** Opens a page of `site` in a browser of its own while `work` runs; errors of the page are thrown after it. */
export async function withPage<T>(site: Site, work: (page: Page) => Promise<T>): Promise<T> {
  return await withSite(site, async (address) => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      const errors: Error[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(address);
      const result = await work(page);
      if (errors[0] !== undefined) throw errors[0];
      return result;
    } finally {
      await browser.close();
    }
  });
}
