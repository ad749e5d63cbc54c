import { setTimeout as sleep } from 'node:timers/promises';
import { holderOf } from '@kraus/models/runs';
import * as vscode from 'vscode';
import { commandLog, failureOf, type Kraus, type KrausEvent, momentOf } from '../processes/index.js';
import { Training } from './training.js';
import type { TrainingLog } from './training-log.js';

const LOOK_MS = 100;

/** The trainings that this workspace started, in this window or an earlier one. */
export class Trainings {
  readonly #kraus: Kraus;
  readonly #storage: string;

  /** @param storage the folder for what trainings say */
  constructor(kraus: Kraus, storage: string) {
    this.#kraus = kraus;
    this.#storage = storage;
  }

  /**
   * Starts `kraus train` and waits until the first step is near: the script is checked, the data are loaded. Returns the run folder;
   * undefined if it was cancelled or failed, which the person is told.
   */
  async begin(
    title: string,
    work: { readonly argv: readonly string[]; readonly cwd: string },
  ): Promise<string | undefined> {
    const log = commandLog();
    log.info(`${work.cwd}: kraus ${work.argv.join(' ')}`);
    const training = await Training.start(this.#kraus, this.#storage, work);
    const events: KrausEvent[] = [];
    const runDir = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Kraus: ${title}`, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => training.stop());
        const follow = training.log();
        for (;;) {
          const ended = !training.alive;
          for (const event of await follow.news()) {
            if (event.event === 'start' && typeof event.runDir === 'string') return event.runDir;
            events.push(event);
            const moment = momentOf(event);
            if (moment !== undefined) progress.report({ message: moment.text });
          }
          if (ended) return undefined;
          await sleep(LOOK_MS);
        }
      },
    );
    if (runDir !== undefined) {
      await training.begun(runDir);
      return runDir;
    }
    const text = (await training.text()).trim();
    if (text !== '') log.info(text);
    if (events.some(({ event }) => event === 'error') || text !== '') {
      void vscode.window
        .showErrorMessage(`Kraus: ${failureOf({ events, text, exitCode: null })}`, 'Show Output')
        .then((chosen) => chosen !== undefined && log.show());
    }
    return undefined;
  }

  /** What the newest training in a run folder says; undefined if none was started from here. */
  async logOf(runDir: string): Promise<TrainingLog | undefined> {
    const all = await Training.all(this.#storage);
    const own = all.filter((training) => training.runDir === runDir);
    return (own.find(({ alive }) => alive) ?? own.at(-1))?.log();
  }

  /** Run folders that are trained in now by what an earlier window started. */
  async running(): Promise<readonly string[]> {
    const all = await Training.all(this.#storage);
    const folders = [...new Set(all.flatMap(({ runDir, alive }) => (alive && runDir !== undefined ? [runDir] : [])))];
    const held = await Promise.all(folders.map(async (folder) => (await holderOf(folder)) !== undefined));
    return folders.filter((_, k) => held[k]);
  }

  /** Asks whatever trains in a run folder to save and end, as Ctrl-C does: also if it was started in a terminal. */
  async stop(runDir: string): Promise<boolean> {
    const holder = await holderOf(runDir);
    if (holder === undefined) return false;
    process.kill(holder.pid, 'SIGINT');
    return true;
  }
}
