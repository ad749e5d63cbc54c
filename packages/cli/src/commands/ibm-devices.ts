import type { Command } from 'commander';
import { action, createCommand, type Job, type Session } from '../job.js';
import { formatTable } from '../terminal/index.js';

/** One device of the list. */
interface Listed {
  readonly name: string;
  /** Whose calibration comes along, or of the service that the environment names. */
  readonly source: 'recorded' | 'service';
  readonly family: string;
  readonly qubits: number;
  /** ISO 8601. */
  readonly calibrated: string;
  readonly operational?: boolean;
  readonly queue?: number;
}

async function list(job: Job): Promise<undefined> {
  const [{ embeddedDevice, embeddedDeviceNames }, { ibmClient, VARIABLES }] = await Promise.all([
    import('@kraus/hardware'),
    import('../devices/index.js'),
  ]);
  const { output, context } = job;
  const recorded = embeddedDeviceNames.map((name): Listed => {
    const { family, qubits, calibrated } = embeddedDevice(name);
    return { name, source: 'recorded', family, qubits: qubits.length, calibrated };
  });
  const signedIn = context.environment[VARIABLES.key] !== undefined;
  const service = signedIn ? await listService(ibmClient(context)) : [];
  const all = [...service, ...recorded];
  for (const device of all) output.event({ event: 'backend', ...device });
  if (output.json) return;
  const rows = all.map(({ name, source, family, qubits, calibrated, operational, queue }) => [
    name,
    family,
    `${qubits} qubits`,
    `calibrated ${calibrated}`,
    source === 'recorded' ? 'recorded' : operational === true ? `${queue ?? 0} jobs waiting` : 'not available now',
  ]);
  output.result(formatTable(rows));
  if (!signedIn) output.note('Recorded calibrations alone: no account is named in the environment (docs/hardware.md).');
}

async function listService(client: import('@kraus/hardware').IbmClient): Promise<readonly Listed[]> {
  const names = await client.backends();
  return await Promise.all(
    names.map(async (name): Promise<Listed> => {
      const [{ family, qubits, calibrated }, { operational, queue }] = await Promise.all([
        client.device(name),
        client.status(name),
      ]);
      return { name, source: 'service', family, qubits: qubits.length, calibrated, operational, queue };
    }),
  );
}

/** `kraus ibm devices` */
export function devicesCommand(session: Session): Command {
  return createCommand(
    'devices',
    'devices of your account with their queues, and those whose calibration comes along',
    'Lists the devices of the service that the environment names, if it names one, with the number of jobs that wait and the time of the calibration; then those whose calibration comes with Kraus.',
    [
      ['kraus ibm devices', 'what there is'],
      ['kraus ibm devices --json', 'one JSON object a device'],
    ],
  ).action(action(session, list));
}
