export { contentKey } from './content-key.js';
export { KrausDocumentBuilder } from './document-builder.js';
export { GuardedParser } from './guarded-parser.js';
export { importedUri, WorkspaceImportTargets } from './import-targets.js';
export { LinkedValidator } from './linked-validator.js';
export { PhysicsQueue } from './physics-queue.js';
export { WorkspaceReferences } from './references.js';
export { KrausUpdateHandler } from './update-handler.js';
export { KrausWorkspaceManager } from './workspace-manager.js';
