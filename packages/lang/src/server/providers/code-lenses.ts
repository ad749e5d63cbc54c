import type { LangiumDocument } from 'langium';
import type { CodeLensProvider } from 'langium/lsp';
import type { CodeLens } from 'vscode-languageserver';
import { isScript, type TopLevel } from '../../generated/index.js';
import { kindOf } from '../describe/index.js';

/** What the command of a lens is given. */
export interface LensTarget {
  /** The script. */
  readonly uri: string;
  /** The declaration, or the model or circuit of a task. */
  readonly name: string;
  /** What is named: `channel`, `circuit`, `model`, `sweep`, … */
  readonly kind: string;
}

const previewed = ['gate', 'channel', 'generator', 'circuit', 'graph', 'schedule', 'dataset', 'device', 'model'];
/** Commands by the titles of their lenses, without `kraus.`. */
const commands: Readonly<Record<string, string>> = {
  Preview: 'preview',
  Run: 'run',
  'Run on Device': 'runOnDevice',
  'Estimate Cost': 'estimateCost',
  'Export OpenQASM': 'exportQasm',
  Train: 'train',
  Sample: 'sample',
  Evaluate: 'evaluate',
  Sweep: 'sweep',
};
const taskTitles: Readonly<Record<string, string>> = { train: 'Train', sample: 'Sample', evaluate: 'Evaluate' };

/**
 * Commands above declarations and tasks, as data: the client decides what `kraus.preview`, `kraus.run`, `kraus.runOnDevice`,
 * `kraus.estimateCost`, `kraus.exportQasm`, `kraus.train`, `kraus.sample`, `kraus.evaluate` and `kraus.sweep` do with their
 * {@link LensTarget}. What is for devices is offered where the script declares one.
 */
export class KrausCodeLenses implements CodeLensProvider {
  provideCodeLens(document: LangiumDocument): CodeLens[] {
    const root = document.parseResult.value;
    if (!isScript(root)) return [];
    const onDevices = root.statements.some(({ $type }) => $type === 'DeviceDeclaration');
    return root.statements.flatMap((statement) => lensesOf(statement, document.uri.toString(), onDevices));
  }
}

function lensesOf(statement: TopLevel, uri: string, onDevices: boolean): CodeLens[] {
  const range = statement.$cstNode?.range;
  if (range === undefined) return [];
  const lens = (title: string, name: string | undefined, kind: string): CodeLens[] => {
    if (name === undefined || name === '') return [];
    const target: LensTarget = { uri, name, kind };
    return [{ range, command: { title, command: `kraus.${commands[title]}`, arguments: [target] } }];
  };
  switch (statement.$type) {
    case 'Task':
      return lens(taskTitles[statement.task] ?? 'Run', statement.model?.$refText, 'model');
    case 'RunTask':
      return lens('Run', statement.circuit?.$refText, 'circuit');
    case 'SweepDeclaration':
      return lens('Sweep', statement.name, 'sweep');
  }
  const kind = kindOf(statement);
  if (!previewed.includes(kind)) return [];
  const forCircuits = ['Run', ...(onDevices ? ['Run on Device', 'Estimate Cost'] : []), 'Export OpenQASM'];
  return ['Preview', ...(kind === 'circuit' ? forCircuits : [])].flatMap((title) => lens(title, statement.name, kind));
}
