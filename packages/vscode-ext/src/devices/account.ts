import * as vscode from 'vscode';

const KEY = 'kraus.ibm.apiKey';
const INSTANCE = 'kraus.ibm.instance';

/** An account of IBM's platform: the API key stands in VS Code's secret storage and nowhere else. */
export class Account implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onChanged = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#listener = secrets.onDidChange(({ key }) => {
      if (key === KEY || key === INSTANCE) this.#changed.fire();
    });
  }

  /** The CRN of the instance; undefined if nobody is signed in. */
  async instance(): Promise<string | undefined> {
    return await this.#secrets.get(INSTANCE);
  }

  /** The variables that sign `kraus` in; undefined if nobody is. */
  async environment(): Promise<Readonly<Record<string, string>> | undefined> {
    const [key, instance] = await Promise.all([this.#secrets.get(KEY), this.#secrets.get(INSTANCE)]);
    return key === undefined || instance === undefined
      ? undefined
      : { KRAUS_IBM_KEY: key, KRAUS_IBM_INSTANCE: instance };
  }

  /** Asks for key and instance. */
  async add(): Promise<void> {
    const title = 'Kraus: IBM Quantum account';
    const key = await vscode.window.showInputBox({
      title: `${title} (1 of 2)`,
      prompt: 'API key, from quantum.cloud.ibm.com. It is kept in the secret storage of the editor.',
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? 'The key is empty' : undefined),
    });
    if (key === undefined) return;
    const instance = await vscode.window.showInputBox({
      title: `${title} (2 of 2)`,
      prompt: 'CRN of your instance: crn:v1:bluemix:public:quantum-computing:…',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim().startsWith('crn:') ? undefined : 'A CRN begins with crn:'),
    });
    if (instance === undefined) return;
    await this.#secrets.store(KEY, key.trim());
    await this.#secrets.store(INSTANCE, instance.trim());
  }

  async remove(): Promise<void> {
    await this.#secrets.delete(KEY);
    await this.#secrets.delete(INSTANCE);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}
