import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { childEnvironment, commandLog, type Kraus, krausEvent } from '../processes/index.js';

/** What the service says of itself. */
export interface Serving {
  readonly endpoint: string;
  /** Point `kraus` at it. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A copy of IBM's service on this machine (`kraus ibm serve`); it ends with the window. */
export class LocalService implements vscode.Disposable {
  readonly #kraus: Kraus;
  readonly #changed = new vscode.EventEmitter<void>();
  #child: ChildProcess | undefined;
  #serving: Serving | undefined;
  readonly onChanged = this.#changed.event;

  constructor(kraus: Kraus) {
    this.#kraus = kraus;
  }

  get serving(): Serving | undefined {
    return this.#serving;
  }

  /** Starts it and waits until it answers; says why if it does not. */
  async start(cwd: string): Promise<void> {
    if (this.#child !== undefined) return;
    const child = spawn(this.#kraus.program, [...this.#kraus.argv, 'ibm', 'serve', '--json'], {
      cwd,
      env: childEnvironment(this.#kraus),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    const serving = await new Promise<Serving | undefined>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = krausEvent(line);
        if (event?.event === 'serving') resolve(event as unknown as Serving);
      });
      child.once('error', () => resolve(undefined));
      child.once('exit', () => {
        this.#child = undefined;
        this.#serving = undefined;
        this.#changed.fire();
        resolve(undefined);
      });
    });
    if (serving === undefined) {
      this.#child = undefined;
      commandLog().error(text);
      void vscode.window.showErrorMessage(`Kraus: the local IBM service could not be started: ${text.trim()}`);
      return;
    }
    this.#serving = serving;
    this.#changed.fire();
  }

  stop(): void {
    this.#child?.kill('SIGTERM');
  }

  dispose(): void {
    this.stop();
    this.#changed.dispose();
  }
}
