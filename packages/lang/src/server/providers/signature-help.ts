import type { LangiumDocument } from 'langium';
import type { SignatureHelpProvider } from 'langium/lsp';
import type {
  ParameterInformation,
  SignatureHelp,
  SignatureHelpOptions,
  SignatureHelpParams,
} from 'vscode-languageserver';
import { documentationOf, KrausScopeProvider } from '../../language/index.js';
import { callAt, cursorAt, lookUp } from '../cursor/index.js';
import { kindOf, parametersOf, written } from '../describe/index.js';
import type { KrausServerServices } from '../server-services.js';

/** The parameters of what is being called, with the one under the cursor. */
export class KrausSignatureHelp implements SignatureHelpProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  get signatureHelpOptions(): SignatureHelpOptions {
    return { triggerCharacters: ['('], retriggerCharacters: [',', ':'] };
  }

  provideSignatureHelp(document: LangiumDocument, { position }: SignatureHelpParams): SignatureHelp | undefined {
    const offset = document.textDocument.offsetAt(position);
    const cursor = cursorAt(document, offset, this.#services.parser.Lexer);
    const call = cursor === undefined ? undefined : callAt(cursor);
    const scope = this.#services.references.ScopeProvider;
    if (call === undefined || !(scope instanceof KrausScopeProvider)) return undefined;
    const callee = lookUp(call.callee, document, offset, scope);
    const parameters = callee === undefined ? undefined : parametersOf(callee);
    if (callee === undefined || parameters === undefined) return undefined;
    const builtin = callee.$type === 'BuiltinDeclaration';
    const head = `${builtin ? '' : `${kindOf(callee)} `}${call.callee}(`;
    const informations: ParameterInformation[] = [];
    let label = head;
    for (const parameter of parameters) {
      if (label !== head) label += ', ';
      const start = label.length;
      label += written(parameter);
      informations.push({ label: [start, label.length] });
    }
    const named = parameters.findIndex(({ name }) => name === call.name);
    const documentation = { kind: 'markdown' as const, value: documentationOf(callee) };
    return {
      signatures: [{ label: `${label})`, documentation, parameters: informations }],
      activeSignature: 0,
      activeParameter: call.name === undefined ? call.position : Math.max(0, named),
    };
  }
}
