import { type Command, Option } from 'commander';
import { action, createCommand, type Job, type Session } from '../job.js';
import { wholeNumber } from './options.js';

const devices = () => import('../devices/index.js');

async function open(
  job: Job,
  device: string,
  { dedicated, seconds }: { readonly dedicated?: true; readonly seconds: number },
): Promise<undefined> {
  const { ibmClient, VARIABLES } = await devices();
  const mode = dedicated === true ? 'dedicated' : 'batch';
  const session = await ibmClient(job.context).openSession(mode, device, seconds);
  job.output.event({ event: 'session', session, mode, device, seconds });
  job.output.result(`export ${VARIABLES.session}='${session}'`);
  job.output.note(`Jobs go into it where that variable is set. \`kraus ibm session close ${session}\` ends it.`);
}

async function close(job: Job, session: string): Promise<undefined> {
  const { ibmClient } = await devices();
  await ibmClient(job.context).closeSession(session);
  job.output.event({ event: 'session-closed', session });
  job.output.result(`${session} takes no more jobs; those that run end.`);
}

/** `kraus ibm session …` */
export function sessionCommand(session: Session): Command {
  const command = createCommand(
    'session',
    'batches and sessions, for several jobs one after another',
    'Opens a batch (any plan) or a dedicated session (not on the Open plan) on a device, and closes it. Jobs go into the one that KRAUS_IBM_SESSION names.',
    [['kraus ibm session open ibm_fez', 'a batch']],
  );
  command.addCommand(
    createCommand('open', 'open a batch', 'Opens a batch and prints the variable that puts jobs into it.', [
      ['kraus ibm session open ibm_fez --seconds 600', 'one that is open for at most ten minutes'],
    ])
      .argument('<device>', "the device's name")
      .addOption(new Option('--dedicated', 'a dedicated session in the place of a batch'))
      .addOption(new Option('--seconds <n>', 'how long it is open at most').argParser(wholeNumber(1)).default(28_800))
      .action(action(session, open)),
  );
  command.addCommand(
    createCommand('close', 'close a batch or session', 'No more jobs go in; those that run end.', [
      ['kraus ibm session close s0123456789abcdef', 'the one that open printed'],
    ])
      .argument('<session>', 'as kraus ibm session open printed it')
      .action(action(session, close)),
  );
  return command;
}
