import { type FileSystemProvider, inject, type Module, type URI } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type LangiumSharedServices,
  type PartialLangiumServices,
} from 'langium/lsp';
import type { Connection } from 'vscode-languageserver';
import { KrausGeneratedModule, KrausGeneratedSharedModule } from '../generated/index.js';
import { krausModule, StandardLibrary, validatorServices } from '../language/index.js';
import { registerChecks } from '../validation/index.js';
import { KrausCompletion } from './completion/index.js';
import { Figures } from './figures/index.js';
import type { ServerHost } from './host.js';
import { KrausLanguageServer } from './language-server.js';
import { LibraryPlaces } from './library-places.js';
import * as providers from './providers/index.js';
import type { KrausServerAdditions, KrausServerServices } from './server-services.js';
import {
  GuardedParser,
  KrausDocumentBuilder,
  KrausUpdateHandler,
  KrausWorkspaceManager,
  LinkedValidator,
  PhysicsQueue,
  WorkspaceImportTargets,
  WorkspaceReferences,
} from './workspace/index.js';

export interface ServerContext {
  readonly host: ServerHost;
  readonly connection?: Connection | undefined;
  readonly fileSystemProvider: () => FileSystemProvider;
  /** The folder of the standard library's files, for clients that cannot show `kraus-std:` documents. */
  readonly libraryFolder?: URI | undefined;
}

export interface KrausServer {
  readonly shared: LangiumSharedServices;
  readonly kraus: KrausServerServices;
  readonly physics: PhysicsQueue;
}

/** All services of the language server, connected to each other; {@link serve} connects them to a client. */
export function createServer(context: ServerContext): KrausServer {
  const { connection, fileSystemProvider, host } = context;
  const library = (): StandardLibrary => kraus.kraus.StandardLibrary;
  const places = new LibraryPlaces(context.libraryFolder);
  const shared: LangiumSharedServices = inject(
    createDefaultSharedModule({ fileSystemProvider, ...(connection === undefined ? {} : { connection }) }),
    KrausGeneratedSharedModule,
    {
      lsp: {
        LanguageServer: (services: LangiumSharedServices) => new KrausLanguageServer(services, host, places),
        DocumentUpdateHandler: (services: LangiumSharedServices) => new KrausUpdateHandler(services),
        NodeKindProvider: () => new providers.KrausNodeKinds(),
        WorkspaceSymbolProvider: (services: LangiumSharedServices) => new providers.KrausWorkspaceSymbols(services),
      },
      workspace: {
        DocumentBuilder: (services: LangiumSharedServices) =>
          new KrausDocumentBuilder(services, (uri) => places.isLibrary(uri)),
        WorkspaceManager: (services: LangiumSharedServices) => new KrausWorkspaceManager(services, library),
      },
    },
  );
  const kraus: KrausServerServices = inject(
    createDefaultModule({ shared }),
    KrausGeneratedModule,
    krausModule(shared),
    serverModule(shared, host, places),
  );
  shared.ServiceRegistry.register(kraus);
  registerChecks(kraus, host.catalogue, host.devices);
  return { shared, kraus, physics: new PhysicsQueue(shared, () => kraus) };
}

function serverModule(
  shared: LangiumSharedServices,
  host: ServerHost,
  places: LibraryPlaces,
): Module<KrausServerServices, PartialLangiumServices & Partial<KrausServerAdditions>> {
  return {
    kraus: {
      ImportTargets: (services) =>
        new WorkspaceImportTargets(
          () => shared.workspace.LangiumDocuments,
          () => services.kraus.StandardLibrary,
        ),
      StandardLibrary: (services) => new StandardLibrary(shared, services.kraus.ImportTargets),
    },
    server: {
      Host: () => host,
      Figures: (services) => new Figures(host, services),
      LibraryPlaces: () => places,
    },
    validation: { DocumentValidator: (services) => new LinkedValidator(validatorServices(services), places) },
    parser: { LangiumParser: (services) => new GuardedParser(services) },
    references: { References: (services) => new WorkspaceReferences(services) },
    documentation: { DocumentationProvider: () => new providers.KrausDocumentation() },
    lsp: {
      CompletionProvider: (services) => new KrausCompletion(services),
      HoverProvider: (services) => new providers.KrausHovers(services),
      SignatureHelp: (services) => new providers.KrausSignatureHelp(services),
      DefinitionProvider: (services) => new providers.KrausDefinitions(services),
      ReferencesProvider: (services) => new providers.KrausReferences(services),
      DocumentHighlightProvider: (services) => new providers.KrausHighlights(services),
      RenameProvider: (services) => new providers.KrausRename(services),
      DocumentSymbolProvider: (services) => new providers.KrausDocumentSymbols(services),
      FoldingRangeProvider: (services) => new providers.KrausFolding(services),
      SemanticTokenProvider: (services) => new providers.KrausSemanticTokens(services),
      InlayHintProvider: (services) => new providers.KrausInlayHints(services),
      CodeActionProvider: (services) => new providers.KrausCodeActions(services),
      CodeLensProvider: () => new providers.KrausCodeLenses(),
      DocumentLinkProvider: (services) => new providers.KrausDocumentLinks(services),
      CallHierarchyProvider: (services) => new providers.KrausCallHierarchy(services),
      Formatter: () => new providers.KrausFormatter(),
    },
  };
}
