import type { LanguageClientOptions } from 'vscode-languageclient';

/** Options that every client has. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: [{ language: 'kraus' }],
    initializationOptions: { virtualDocuments: true },
    outputChannelName: 'Kraus',
    middleware: {
      // The server offers what any client might do; lenses whose command nobody has are not shown.
      provideCodeLenses: async (document, token, next) => {
        const lenses = await next(document, token);
        return lenses?.filter(({ command }) => command?.command !== 'kraus.preview');
      },
    },
  };
}
