import { join } from 'node:path';
import { IbmClient, JobStore, type Receipt, ReceiptFolder } from '@kraus/hardware';
import type { Context } from '../context.js';
import { usageError } from '../failures.js';

/** Where the key and the instance stand; and, for the local service, its addresses. */
export const VARIABLES = {
  key: 'KRAUS_IBM_KEY',
  instance: 'KRAUS_IBM_INSTANCE',
  endpoint: 'KRAUS_IBM_ENDPOINT',
  iam: 'KRAUS_IBM_IAM',
  /** An open batch or session that jobs go into. */
  session: 'KRAUS_IBM_SESSION',
} as const;

/** IBM's service as the environment names it. @throws CommandFailure `cli/no-account` */
export function ibmClient({ environment }: Context): IbmClient {
  const apiKey = environment[VARIABLES.key];
  const instance = environment[VARIABLES.instance];
  if (apiKey === undefined || instance === undefined) {
    throw usageError(
      'no-account',
      `IBM's platform needs an API key in ${VARIABLES.key} and the CRN of your instance in ${VARIABLES.instance} (docs/hardware.md: five steps). Without an account: snapshot("ibm_fez") in the place of ibm("ibm_fez").`,
    );
  }
  return new IbmClient({
    apiKey,
    instance,
    endpoint: environment[VARIABLES.endpoint],
    iam: environment[VARIABLES.iam],
  });
}

/** The receipts of this folder. */
export function receiptFolder({ workingDirectory }: Context): ReceiptFolder {
  return new ReceiptFolder(join(workingDirectory, 'kraus-jobs'));
}

/** Jobs of the service that a receipt names. @throws CommandFailure `cli/other-account` if the environment names another */
export function storeFor(context: Context, receipt?: Pick<Receipt, 'receipt' | 'endpoint' | 'instance'>): JobStore {
  const client = ibmClient(context);
  if (receipt !== undefined && (receipt.endpoint !== client.endpoint || receipt.instance !== client.instance)) {
    throw usageError(
      'other-account',
      `Job ${receipt.receipt} belongs to ${receipt.instance} at ${receipt.endpoint}; the environment names ${client.instance} at ${client.endpoint}.`,
    );
  }
  return new JobStore(receiptFolder(context), client);
}
