import { resolve } from 'node:path';
import type { Receipt } from '@kraus/hardware';
import { type Command, Option } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { formatTable } from '../terminal/index.js';

const devices = () => import('../devices/index.js');

async function list(job: Job): Promise<undefined> {
  const folder = (await devices()).receiptFolder(job.context);
  const receipts = await Promise.all((await folder.names()).map((name) => folder.read(name)));
  for (const receipt of receipts) job.output.event(summary(receipt));
  if (job.output.json) return;
  if (receipts.length === 0) job.output.result('No jobs here.');
  else {
    const rows = receipts.map(({ receipt, status, backend, circuits, job: id }) => [
      receipt,
      status,
      backend,
      `${circuits.length} circuit${circuits.length === 1 ? '' : 's'}`,
      id ?? 'not submitted',
    ]);
    job.output.result(formatTable(rows));
  }
}

function summary({ circuits, result, ...rest }: Receipt) {
  return { event: 'job', ...rest, circuits: circuits.length, finished: result !== undefined };
}

async function show(job: Job, name: string): Promise<undefined> {
  const receipt = await (await devices()).receiptFolder(job.context).read(name);
  job.output.event({ event: 'job', ...receipt });
  if (job.output.json) return;
  const { estimate } = receipt;
  const rows = [
    ['job', receipt.receipt],
    ['status', `${receipt.status}${receipt.reason === undefined ? '' : `: ${receipt.reason}`}`],
    ['device', `${receipt.backend}, calibrated ${receipt.calibrated}`],
    ['at IBM', receipt.job ?? 'not submitted'],
    ['created', receipt.created],
    ['script', receipt.script ?? 'none'],
    ['circuits', `${estimate.circuits}, ${estimate.executions} shots together, depth ${estimate.depth}`],
    [
      'estimate',
      `${estimate.lowerBound ? 'at least' : 'about'} ${estimate.seconds.toFixed(1)} s, stopped at ${receipt.maxSeconds} s`,
    ],
    ['program', `sha256 ${receipt.programHash}`],
  ];
  job.output.result(formatTable(rows));
}

async function work(job: Job, name: string, what: 'wait' | 'resume' | 'cancel'): Promise<ExitCode> {
  const { receiptFolder, storeFor } = await devices();
  const before = await receiptFolder(job.context).read(name);
  const store = storeFor(job.context, before);
  const onStatus = (status: string) => job.output.note(`${name}: ${status}`);
  const receipt = await withInterrupts(job.output, (signal) => {
    if (what === 'wait') return store.wait(name, { signal, onStatus });
    return what === 'resume' ? store.resume(name, signal) : store.cancel(name, signal);
  });
  job.output.event(summary(receipt));
  job.output.result(`${name}: ${receipt.status}${receipt.reason === undefined ? '' : `, ${receipt.reason}`}`);
  const lost = receipt.status === 'failed' || (what === 'wait' && receipt.status === 'cancelled');
  return lost ? ExitCode.Failed : ExitCode.Ok;
}

async function result(job: Job, name: string, { out }: { readonly out?: string }): Promise<undefined> {
  const [{ receiptFolder, writeWhole }, { countsOfJob, countsToJson }, { describeCounts }] = await Promise.all([
    devices(),
    import('@kraus/hardware'),
    import('../circuit-runs/index.js'),
  ]);
  const counts = countsOfJob(await receiptFolder(job.context).read(name));
  if (out !== undefined) await writeWhole(resolve(job.context.workingDirectory, out), countsToJson(counts));
  job.output.event({ event: 'result', job: name, ...counts });
  if (job.output.json) return;
  for (const circuit of counts.circuits) {
    job.output.result(`${circuit.name} on ${counts.backend} (${circuit.shots} shots)`);
    job.output.result(describeCounts(circuit.counts, job.output.colours));
  }
}

/** `kraus jobs …` */
export function jobsCommand(session: Session): Command {
  const jobs = createCommand(
    'jobs',
    'jobs on quantum computers, by their receipts',
    'Every job has a receipt in kraus-jobs/ before anything is sent: what was sent, its estimate, and what became of it. A receipt is taken up again after any interruption, and is never submitted twice. Only wait, resume and cancel ask the service.',
    [
      ['kraus jobs list', 'all receipts here'],
      ['kraus jobs wait 20260830120000-1a2b3c4d', 'wait for the result of one'],
    ],
  );
  const named = (
    name: string,
    text: string,
    more: string,
    run: (job: Job, name: string, options: { readonly out?: string }) => Promise<ExitCode | undefined>,
  ) =>
    createCommand(name, text, more, [[`kraus jobs ${name} 20260830120000-1a2b3c4d`, text]])
      .argument('<job>', 'the job as kraus jobs list names it')
      .action(action(session, run));
  jobs.addCommand(
    createCommand('list', 'the jobs of this folder', 'Lists the receipts in kraus-jobs/, oldest first.', [
      ['kraus jobs list --json', 'one JSON object a job'],
    ]).action(action(session, list)),
  );
  jobs.addCommand(named('show', 'what is known of a job', 'Shows a receipt; --json with the circuits as sent.', show));
  jobs.addCommand(
    named(
      'wait',
      'wait for a job and keep its result',
      'Submits a job that was not yet, waits for its end, and keeps the result in its receipt.',
      (job, name) => work(job, name, 'wait'),
    ),
  );
  jobs.addCommand(
    named(
      'resume',
      'take up a job whose submission was interrupted',
      'Looks for the job by its tag if it may have arrived, and submits it if it did not.',
      (job, name) => work(job, name, 'resume'),
    ),
  );
  jobs.addCommand(
    named('cancel', 'stop a job', 'Asks the service to stop a job. What ran is charged.', (job, name) =>
      work(job, name, 'cancel'),
    ),
  );
  jobs.addCommand(
    named(
      'result',
      'the counts of a job that is over',
      'Prints the counts of each circuit, from the receipt. With --out they go into a file that recorded("…") reads.',
      result,
    ).addOption(new Option('-o, --out <file>', 'write the counts into a file')),
  );
  return jobs;
}
