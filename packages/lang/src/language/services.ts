import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  EmptyFileSystem,
  inject,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
} from 'langium';
import {
  isScript,
  KrausGeneratedModule,
  KrausGeneratedSharedModule,
  type Script,
  stdSources,
} from '../generated/index.js';
import { KrausParser } from '../parser/index.js';
import { KrausDescriptions, KrausReferenceDescriptions, KrausScopeComputation } from './descriptions.js';
import { ImportTargets } from './imports.js';
import { KrausLexer } from './lexer.js';
import { KrausLinker } from './linker.js';
import { KrausParserMessages } from './parser-messages.js';
import { standardUri } from './places.js';
import { KrausScopeProvider } from './scope.js';
import { KrausDocumentValidator, type ValidatorServices } from './validator.js';
import { KrausValueConverter } from './values.js';

/** What Kraus adds to Langium's services. */
export interface KrausAddedServices {
  readonly kraus: {
    readonly ImportTargets: ImportTargets;
    readonly StandardLibrary: StandardLibrary;
  };
}

export type KrausServices = LangiumCoreServices & KrausAddedServices;

/** The standard library, parsed and linked once for each set of services. */
export class StandardLibrary {
  readonly #shared: LangiumSharedCoreServices;
  readonly #imports: ImportTargets;
  #scripts: ReadonlyMap<string, Script> = new Map();
  #loading: Promise<void> | undefined;

  constructor(shared: LangiumSharedCoreServices, imports: ImportTargets) {
    this.#shared = shared;
    this.#imports = imports;
  }

  /** Parsed files by name, e.g. `std/channels`; empty before {@link load} has ended. */
  get scripts(): ReadonlyMap<string, Script> {
    return this.#scripts;
  }

  get prelude(): Script | undefined {
    return this.#scripts.get('std/prelude');
  }

  /** The document of `std/…`, or undefined if there is no such file. */
  document(name: string): LangiumDocument | undefined {
    return this.#scripts.get(name)?.$document;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const documents: LangiumDocument[] = [];
    const scripts = new Map<string, Script>();
    for (const [name, text] of Object.entries(stdSources)) {
      const document = this.#shared.workspace.LangiumDocumentFactory.fromString(text, standardUri(name));
      this.#shared.workspace.LangiumDocuments.addDocument(document);
      documents.push(document);
      if (isScript(document.parseResult.value)) scripts.set(name, document.parseResult.value);
    }
    this.#scripts = scripts;
    for (const script of scripts.values()) {
      for (const node of script.imports) {
        const target = this.document(node.path);
        if (target !== undefined) this.#imports.set(node, target);
      }
    }
    await this.#shared.workspace.DocumentBuilder.build(documents, { validation: false });
  }
}

/** What Kraus puts in place of Langium's own services; the language server builds on the same. */
export function krausModule(
  shared: LangiumSharedCoreServices,
): Module<KrausServices, PartialLangiumCoreServices & KrausAddedServices> {
  return {
    kraus: {
      ImportTargets: () => new ImportTargets(),
      StandardLibrary: (services) => new StandardLibrary(shared, services.kraus.ImportTargets),
    },
    parser: {
      LangiumParser: (services) => new KrausParser(services),
      Lexer: (services) => new KrausLexer(services),
      ParserErrorMessageProvider: () => new KrausParserMessages(),
      ValueConverter: () => new KrausValueConverter(),
    },
    workspace: {
      AstNodeDescriptionProvider: (services) => new KrausDescriptions(services),
      ReferenceDescriptionProvider: (services) => new KrausReferenceDescriptions(services),
    },
    references: {
      ScopeComputation: (services) => new KrausScopeComputation(services),
      Linker: (services) =>
        new KrausLinker(services, () => {
          const scope = services.references.ScopeProvider;
          if (!(scope instanceof KrausScopeProvider)) throw new TypeError('Kraus needs its own scope provider');
          return scope;
        }),
      ScopeProvider: (services) =>
        new KrausScopeProvider({
          imports: services.kraus.ImportTargets,
          prelude: () => services.kraus.StandardLibrary.prelude,
          descriptions: services.workspace.AstNodeDescriptionProvider,
        }),
    },
    validation: {
      DocumentValidator: (services) => new KrausDocumentValidator(validatorServices(services)),
    },
  };
}

/** What the validator needs of the other services. */
export function validatorServices(services: KrausServices): ValidatorServices {
  const scope = services.references.ScopeProvider;
  if (!(scope instanceof KrausScopeProvider)) throw new TypeError('Kraus needs its own scope provider');
  return {
    core: services,
    imports: services.kraus.ImportTargets,
    scope: () => scope,
    standardLibrary: () => services.kraus.StandardLibrary.scripts,
  };
}

/** Services for parsing, linking and validating Kraus. They read no files: documents are handed in. */
export function createKrausServices(): { shared: LangiumSharedCoreServices; kraus: KrausServices } {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), KrausGeneratedSharedModule);
  const kraus = inject(createDefaultCoreModule({ shared }), KrausGeneratedModule, krausModule(shared));
  shared.ServiceRegistry.register(kraus);
  return { shared, kraus };
}
