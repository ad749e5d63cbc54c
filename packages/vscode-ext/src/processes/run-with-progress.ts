import * as vscode from 'vscode';
import { type Ended, failureOf, type Kraus, runKraus } from './kraus-process.js';
import { momentOf } from './progress-text.js';

/** A command of `kraus` that a person waits for. */
export interface Work {
  /** e.g. `Evaluating Tiny`. */
  readonly title: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Exit code of work that was stopped and saved. */
const STOPPED = 4;

let channel: vscode.LogOutputChannel | undefined;

/** What the commands said, for those who want to know. */
export function commandLog(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel('Kraus Commands', { log: true });
  return channel;
}

/** Runs a command with its progress in a notification that can cancel it. Says why if it failed; undefined then, and if it was stopped. */
export async function runWithProgress(kraus: Kraus, work: Work): Promise<Ended | undefined> {
  const { title, argv, cwd, environment } = work;
  const log = commandLog();
  log.info(`${cwd}: kraus ${argv.join(' ')}`);
  const ended = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Kraus: ${title}`, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      return await runKraus(kraus, argv, {
        cwd,
        ...(environment && { environment }),
        signal: controller.signal,
        onEvent: (event) => {
          const moment = momentOf(event);
          if (moment === undefined) return;
          const share = Math.max(shown, 100 * (moment.share ?? 0));
          progress.report({ message: moment.text, increment: share - shown });
          shown = share;
        },
      });
    },
  );
  if (ended.text.trim() !== '') log.info(ended.text.trimEnd());
  if (ended.exitCode === 0) return ended;
  if (ended.exitCode === STOPPED) {
    void vscode.window.showInformationMessage(`Kraus: stopped ${lowerFirst(title)}.`);
    return undefined;
  }
  const message = failureOf(ended);
  log.error(message);
  void vscode.window.showErrorMessage(`Kraus: ${message}`, 'Show Output').then((chosen) => {
    if (chosen !== undefined) log.show();
  });
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
