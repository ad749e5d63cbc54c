import {
  type AstNode,
  DefaultDocumentValidator,
  type DiagnosticInfo,
  DocumentValidator,
  diagnosticData,
  type LangiumCoreServices,
  type LangiumDocument,
  type ParseResult,
  type ReferenceInfo,
  toDiagnosticSeverity,
  type ValidationOptions,
} from 'langium';
import type { DiagnosticCode, Fix, Issue } from '../diagnostics/index.js';
import { fixesOf, type SyntaxPlace, syntaxFixes } from '../fixes/index.js';
import {
  isImport,
  isImportedName,
  isNameExpression,
  isOption,
  isScript,
  isWireReference,
  type Script,
} from '../generated/index.js';
import type { ImportTargets } from './imports.js';
import { exportedNames, type KrausScopeProvider } from './scope.js';
import { didYouMean } from './suggest.js';

/** The diagnostic form that Langium and the language server protocol share. */
export type LspDiagnostic = Awaited<ReturnType<DefaultDocumentValidator['validateDocument']>>[number];

export interface ValidatorServices {
  readonly core: LangiumCoreServices;
  readonly imports: ImportTargets;
  readonly scope: () => KrausScopeProvider;
  /** The standard library's files by name (`std/channels`), for hints. */
  readonly standardLibrary: () => ReadonlyMap<string, Script>;
}

/** Syntax and linking errors in Kraus' own words and codes. */
export class KrausDocumentValidator extends DefaultDocumentValidator {
  readonly #services: ValidatorServices;

  constructor(services: ValidatorServices) {
    super(services.core);
    this.#services = services;
  }

  /** Every check is one of the whole script. */
  protected override validateSingleNodeOptions(): { validateNode: boolean; validateChildren: boolean } {
    return { validateNode: true, validateChildren: false };
  }

  /** The first unreadable character, if it comes before the first syntax error. */
  protected override processLexingErrors(parse: ParseResult, diagnostics: LspDiagnostic[], _: ValidationOptions): void {
    const error = parse.lexerErrors[0];
    if (error === undefined) return;
    const syntaxError = parse.parserErrors[0]?.token.startOffset;
    if (syntaxError !== undefined && syntaxError < error.offset) return;
    const text = parse.value.$document?.textDocument.getText() ?? '';
    const line = (error.line ?? 1) - 1;
    const character = (error.column ?? 1) - 1;
    const open = text[error.offset] === '"';
    const length = open ? (/^[^\r\n]*/.exec(text.slice(error.offset))?.[0].length ?? 1) : 1;
    const message = open
      ? 'the text is not closed'
      : `unexpected character \`${[...text.slice(error.offset)][0] ?? ''}\``;
    const place: SyntaxPlace = { start: error.offset, end: error.offset + length, before: error.offset };
    diagnostics.push({
      severity: toDiagnosticSeverity('error'),
      code: 'K100' satisfies DiagnosticCode,
      range: { start: { line, character }, end: { line, character: character + length } },
      message,
      data: {
        ...diagnosticData(DocumentValidator.LexingError),
        ...(open ? { help: 'end it with `"` on the same line' } : {}),
        fixes: syntaxFixes(message, place),
      },
      source: this.getSource() ?? 'kraus',
    });
  }

  /** The first syntax error: what follows it is rarely worth reading. */
  protected override processParsingErrors(
    parse: ParseResult,
    diagnostics: LspDiagnostic[],
    options: ValidationOptions,
  ): void {
    const all: LspDiagnostic[] = [];
    super.processParsingErrors(parse, all, options);
    const first = all[0];
    if (first !== undefined) {
      const fixes = this.#syntaxFixes(first, parse);
      diagnostics.push({ ...first, code: 'K100' satisfies DiagnosticCode, data: { ...first.data, fixes } });
    } else if (parse.parserErrors.length > 0) {
      const start = { line: 0, character: 0 };
      const message = parse.parserErrors[0]?.message ?? 'syntax error';
      const data = diagnosticData(DocumentValidator.ParsingError);
      diagnostics.push({
        severity: 1,
        code: 'K100',
        range: { start, end: start },
        message,
        data,
        source: this.getSource() ?? 'kraus',
      });
    }
  }

  #syntaxFixes({ message, range }: LspDiagnostic, parse: ParseResult): Fix[] {
    const document = parse.value.$document?.textDocument;
    const [error] = parse.parserErrors;
    if (document === undefined || error === undefined) return [];
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const previous = 'previousToken' in error ? (error.previousToken as typeof error.token) : undefined;
    const last = previous?.endOffset;
    const before = last === undefined || Number.isNaN(last) ? start : last + 1;
    return syntaxFixes(message, { start, end, before });
  }

  protected override processLinkingErrors(
    document: LangiumDocument,
    diagnostics: LspDiagnostic[],
    _: ValidationOptions,
  ): void {
    const script = document.parseResult.value;
    if (!isScript(script)) return;
    const broken = new Set(unresolvedImports(script));
    // What a syntax error swallowed may have declared the name.
    if (document.parseResult.parserErrors.length > 0)
      for (const name of writtenDeclarations(document)) broken.add(name);
    for (const reference of document.references) {
      if (reference.error === undefined) continue;
      const { info } = reference.error;
      const issue = this.#linkingIssue(info, broken);
      if (issue === undefined) continue;
      const range = reference.$refNode?.range;
      diagnostics.push(
        this.toDiagnostic('error', issue.message, { ...toInfo(issue), ...(range === undefined ? {} : { range }) }),
      );
    }
  }

  #linkingIssue(info: ReferenceInfo, broken: ReadonlySet<string>): Issue | undefined {
    const { container } = info;
    const name = info.reference.$refText;
    const place = { node: container, property: info.property, index: info.index };
    if (isImportedName(container)) {
      const node = isImport(container.$container) ? container.$container : undefined;
      const target = node && this.#services.imports.get(node)?.parseResult;
      if (node === undefined || target === undefined || !isScript(target.value) || target.parserErrors.length > 0)
        return undefined;
      const names = [...exportedNames(target.value)].map(([exported]) => exported);
      return {
        code: 'K103',
        message: `\`${node.path}\` declares no \`${name}\``,
        help: didYouMean(name, names) ?? (names.length <= 12 ? `it declares ${names.join(', ')}` : undefined),
        ...place,
      };
    }
    // A bare word as an option's value may be a component or a text: the catalogue decides.
    if (isNameExpression(container) && isOption(container.$container)) return undefined;
    if (broken.has(name)) return undefined;
    return { code: 'K101', message: `unknown name \`${name}\``, help: this.#hint(info, name), ...place };
  }

  #hint(info: ReferenceInfo, name: string): string | undefined {
    for (const [file, script] of this.#services.standardLibrary()) {
      for (const [exported] of exportedNames(script)) {
        if (exported === name) return `write \`import { ${name} } from "${file}"\` at the top`;
      }
    }
    if (isWireReference(info.container) && info.container.$containerProperty === 'bits')
      return `declare it: \`bit ${name}\``;
    if (name === 't')
      return 'the time `t` is known in the arguments of a forward process or reverse circuit and in schedules';
    const visible = [...this.#services.scope().visibleFrom(info.container)].filter(([, node]) => fitsPlace(node, info));
    return didYouMean(
      name,
      visible.map(([seen]) => seen),
    );
  }
}

/** Whether a name could stand where another is not known: wires and bits among wires, inputs behind `start`. */
function fitsPlace({ $type }: AstNode, { container, property }: ReferenceInfo): boolean {
  if (isWireReference(container))
    return $type === (container.$containerProperty === 'bits' ? 'BitDeclaration' : 'Wire');
  return property !== 'state' || container.$type !== 'Start' || $type === 'CircuitInput';
}

function* unresolvedImports(script: Script): Generator<string> {
  for (const statement of script.imports) {
    for (const imported of statement.names) {
      if (imported.declaration?.error !== undefined) yield imported.name ?? imported.declaration.$refText;
    }
  }
}

/** Names after a declaration's keyword in the text, whether or not they could be parsed. */
function* writtenDeclarations(document: LangiumDocument): Generator<string> {
  const words = 'const|graph|schedule|gate|generator|channel|circuit|dataset|device|model|let|param|input';
  for (const match of document.textDocument.getText().matchAll(new RegExp(`\\b(?:${words})\\s+([A-Za-z_]\\w*)`, 'g'))) {
    if (match[1] !== undefined) yield match[1];
  }
}

/** Langium's form of an issue's place, code and hints. */
export function toInfo(issue: Issue): DiagnosticInfo<AstNode, string> {
  return {
    node: issue.node,
    code: issue.code,
    data: { reason: issue.reason, help: issue.help, fixes: fixesOf(issue) },
    ...(issue.property === undefined ? {} : { property: issue.property }),
    ...(issue.index === undefined ? {} : { index: issue.index }),
  };
}
