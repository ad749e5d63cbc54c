import type { Command } from 'commander';
import type { Session } from '../job.js';
import { checkCommand } from './check.js';
import { dataCommand } from './data.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { fmtCommand } from './fmt.js';
import { ibmCommand } from './ibm.js';
import { importCommand } from './import.js';
import { initCommand } from './init.js';
import { inspectCommand } from './inspect.js';
import { jobsCommand } from './jobs.js';
import { listCommand } from './list.js';
import { lowerCommand } from './lower.js';
import { lspCommand } from './lsp.js';
import { reportCommand } from './report.js';
import { reproduceCommand } from './reproduce.js';
import { runCommand } from './run.js';
import { sampleCommand } from './sample.js';
import { sweepCommand } from './sweep.js';
import { trainCommand } from './train.js';

/** Every command, in the order that help shows them. */
export const commands: readonly ((session: Session) => Command)[] = [
  initCommand,
  checkCommand,
  explainCommand,
  fmtCommand,
  trainCommand,
  sampleCommand,
  evaluateCommand,
  reportCommand,
  sweepCommand,
  reproduceCommand,
  listCommand,
  dataCommand,
  inspectCommand,
  runCommand,
  jobsCommand,
  ibmCommand,
  lowerCommand,
  exportCommand,
  importCommand,
  lspCommand,
  doctorCommand,
];
