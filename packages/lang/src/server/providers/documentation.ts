import type { AstNode, DocumentationProvider } from 'langium';
import { documentationOf } from '../../language/index.js';

/** The `///` comment of a declaration. */
export class KrausDocumentation implements DocumentationProvider {
  getDocumentation(node: AstNode): string | undefined {
    const text = documentationOf(node);
    return text === '' ? undefined : text;
  }
}
