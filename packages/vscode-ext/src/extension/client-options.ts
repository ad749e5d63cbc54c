import type { LanguageClientOptions } from 'vscode-languageclient';
import { isPreviewed, lensTarget } from './commands.js';

/** Options that every client has. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: [{ language: 'kraus' }],
    initializationOptions: { virtualDocuments: true },
    outputChannelName: 'Kraus',
    middleware: {
      // The server offers what any client might do; lenses that would do nothing are not shown.
      provideCodeLenses: async (document, token, next) => {
        const lenses = await next(document, token);
        return lenses?.filter(
          ({ command }) =>
            command?.command !== 'kraus.preview' || isPreviewed(lensTarget(command.arguments?.[0])?.kind),
        );
      },
    },
  };
}
