import {
  type BuildOptions,
  DefaultWorkspaceManager,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  type WorkspaceFolder,
} from 'langium';
import type { StandardLibrary } from '../../language/index.js';

/** Reads the standard library before the files of the workspace. */
export class KrausWorkspaceManager extends DefaultWorkspaceManager {
  override initialBuildOptions: BuildOptions = { validation: { categories: ['built-in', 'fast'] } };
  readonly #library: () => StandardLibrary;

  constructor(services: LangiumSharedCoreServices, library: () => StandardLibrary) {
    super(services);
    this.#library = library;
  }

  protected override async loadAdditionalDocuments(
    _folders: WorkspaceFolder[],
    _collector: (document: LangiumDocument) => void,
  ): Promise<void> {
    await this.#library().load();
  }
}
