import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { startBrowser } from '../../support/browser.js';
import type { VscodeHost } from './vscode-host.js';
import { serveWeb } from './web-host.js';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
};

export interface EditorOptions {
  readonly host: VscodeHost;
  readonly vsix: string;
  /** The workspace: texts by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The file to show first. */
  readonly open?: string;
  /** Default true: the workspace is trusted without a question. */
  readonly trusted?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Colours of the window. */
export interface Theme {
  /** `Light Modern`, … */
  readonly name: string;
  /** The class of a window that has them. */
  readonly kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';
}

/** A real VS Code with the packaged extension, a workspace, and a browser that shows it. */
export class Editor {
  readonly page: Page;
  /** The folder of the workspace. */
  readonly workspace: string;
  /** Hosts that the page asked for beyond this machine; every request was refused. */
  readonly refused: ReadonlySet<string>;
  readonly #address: string;
  readonly #close: () => Promise<void>;

  private constructor(
    page: Page,
    workspace: string,
    refused: ReadonlySet<string>,
    address: string,
    close: () => Promise<void>,
  ) {
    this.page = page;
    this.workspace = workspace;
    this.refused = refused;
    this.#address = address;
    this.#close = close;
  }

  /** Installs the extension into a fresh VS Code and opens the workspace. Close it when done. */
  static async open(options: EditorOptions): Promise<Editor> {
    const folder = mkdtempSync(join(tmpdir(), 'kraus-editor-'));
    const workspace = join(folder, 'workspace');
    const user = join(folder, 'user', 'User');
    for (const path of [workspace, user]) mkdirSync(path, { recursive: true });
    for (const [name, text] of Object.entries(options.files)) writeFileSync(join(workspace, name), text);
    writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...SETTINGS, ...options.settings }));
    const { argv, environment } = await installExtension(options.host, options.vsix, folder);
    const { node } = options.host;
    const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
    const trust = options.trusted === false ? [] : ['--disable-workspace-trust'];
    const quiet = ['--disable-getting-started-override', '--ignore-last-opened'];
    const server = spawn(node, [...argv, ...flags, ...trust, ...quiet], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let log = '';
      const read = (bytes: Buffer) => {
        log += bytes.toString();
        const found = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
        if (found !== undefined) resolve(found);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('exit', (code) => reject(new Error(`VS Code ended with ${code}:\n${log}`)));
    });
    const browser = await startBrowser();
    const close = async () => {
      await browser.close();
      if (server.exitCode === null) {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.kill('SIGTERM');
        const late = setTimeout(() => server.kill('SIGKILL'), 5000);
        await ended;
        clearTimeout(late);
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      const { page, refused } = await openPage(browser, options.viewport ?? { width: 1280, height: 800 });
      const editor = new Editor(page, workspace, refused, address, close);
      await editor.load(options.open);
      return editor;
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Opens VS Code for the Web: the packed extension and the workspace in a browser, without any server behind them. */
  static async openWeb({ host, vsix, files }: Pick<EditorOptions, 'host' | 'vsix' | 'files'>): Promise<Editor> {
    const folder = mkdtempSync(join(tmpdir(), 'kraus-web-'));
    await installExtension(host, vsix, folder);
    const unpacked = readdirSync(join(folder, 'extensions')).find((name) => name.startsWith('kraus.'));
    const { address, close: closeServer } = await serveWeb({
      host,
      extension: join(folder, 'extensions', unpacked ?? ''),
      files,
    });
    const browser = await startBrowser();
    const close = async () => {
      await browser.close();
      await closeServer();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      const { page, refused } = await openPage(browser, { width: 1280, height: 800 });
      await page.goto(address, { timeout: 120_000 });
      await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
      return new Editor(page, '', refused, address, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Loads the window (anew), with a file open if one is named. */
  async load(file?: string): Promise<void> {
    const remote = (path: string) => `vscode-remote://${new URL(this.#address).host}${path}`;
    const payload = file === undefined ? [] : [['openFile', remote(join(this.workspace, file))]];
    const query = new URLSearchParams({ folder: this.workspace, payload: JSON.stringify(payload) });
    await this.page.goto(`${this.#address}/?${query}`, { timeout: 120_000 });
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  }

  /** Reloads the window as its user does. It takes up what was open, unless its address names files to open: that part is dropped. */
  async reload(): Promise<void> {
    const { page } = this;
    const address = new URL(page.url());
    address.searchParams.delete('payload');
    await page.evaluate((plain) => history.replaceState(null, '', plain), address.href);
    const loaded = page.waitForEvent('load');
    await this.command('Developer: Reload Window').catch(() => undefined);
    await loaded;
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  }

  /** Opens a file of the workspace by its name. */
  async show(file: string): Promise<void> {
    await this.quickInput(file, '');
    await this.page.locator('.tab.active', { hasText: file }).waitFor();
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Opens a file in the first group of editors, wherever the focus is. */
  async showFirst(file: string): Promise<void> {
    await this.command('View: Focus First Editor Group');
    await this.show(file);
  }

  /** Runs a command of the palette by its title, e.g. `Kraus: Restart Language Server`. */
  async command(title: string): Promise<void> {
    await this.quickInput(title, '>');
  }

  private async quickInput(text: string, prefix: string): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type=text]');
    await page.keyboard.press('F1');
    await input.waitFor({ state: 'visible' });
    await input.fill(prefix + text);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Puts the cursor at a line and column, both from 1, of the active editor. */
  async goTo(line: number, column: number): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type=text]');
    await page.keyboard.press('F1');
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The text on the screen of the active editor, spaces as spaces. */
  async text(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** The frame of a web view that holds an element: a web view is a frame in a frame. */
  async frame(selector: string, timeout = 20_000): Promise<Frame> {
    const end = Date.now() + timeout;
    while (Date.now() < end) {
      for (const frame of this.page.frames()) {
        try {
          if ((await frame.locator(selector).count()) > 0) return frame;
        } catch {
          // The frame went away meanwhile.
        }
      }
      await this.page.waitForTimeout(100);
    }
    const there = this.page.frames().map((frame) => frame.url());
    throw new Error(`No frame holds ${selector}; there are ${there.join(' ')}`);
  }

  /** The frame of a web view in which an element says exactly this: of several views of one kind, the one that is meant. */
  async frameWith(selector: string, text: string, timeout = 20_000): Promise<Frame> {
    const end = Date.now() + timeout;
    while (Date.now() < end) {
      for (const frame of this.page.frames()) {
        const there = await frame
          .locator(selector)
          .allTextContents()
          .catch((): string[] => []);
        if (there.includes(text)) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No frame says "${text}" in ${selector}.`);
  }

  /** Changes the colours of the window to a theme of VS Code's list; resolves when the window has them. */
  async theme({ name, kind }: Theme): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type=text]');
    const row = (text: string | RegExp) =>
      page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await page.keyboard.press('F1');
    await input.waitFor({ state: 'visible' });
    await input.fill('>Preferences: Color Theme');
    // Above it stands the command that browses the themes of the marketplace.
    await row(/^Preferences: Color Theme/).click();
    await row('Dark Modern').waitFor();
    await input.fill(name);
    await row(name).waitFor();
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** The lenses of a title above the text; their order in the page is not that in the text. */
  lens(title: string): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: new RegExp(`^${title}$`) });
  }

  /** Clicks the lens of a title that stands highest on the screen. */
  async clickHighestLens(title: string): Promise<void> {
    const lenses = this.lens(title);
    await lenses.first().waitFor();
    const tops = await lenses.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    await lenses.nth(tops.indexOf(Math.min(...tops))).click();
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** Installs the extension into a VS Code whose places are all in `folder`; returns how that VS Code is started. */
async function installExtension({ node, entry }: VscodeHost, vsix: string, folder: string) {
  const home = join(folder, 'home');
  for (const path of [home, join(folder, 'extensions')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), 'auth: none\ncert: false\n');
  const places = ['--config', join(folder, 'config.yaml'), '--user-data-dir', join(folder, 'user')];
  const argv = [entry, ...places, '--extensions-dir', join(folder, 'extensions')];
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    LANG: 'C.UTF-8',
    KRAUS_OFFLINE: '1',
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  await promisify(execFile)(node, [...argv, '--install-extension', vsix], { env: environment });
  return { argv, environment };
}

async function openPage(browser: Browser, viewport: { width: number; height: number }) {
  const context = await browser.newContext({ viewport });
  const refused = new Set<string>();
  await context.route(
    (url) => !['127.0.0.1', 'localhost', ''].includes(url.hostname),
    async (route) => {
      refused.add(new URL(route.request().url()).host);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, refused };
}
