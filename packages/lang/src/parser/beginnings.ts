import { GrammarAST } from 'langium';

/** The kind of a token, as the lexer numbers it. */
export type Kind = number;

/** What a part of the grammar can begin with. */
export interface Beginnings {
  /** Whether it may be nothing at all. */
  readonly empty: boolean;
  readonly first: ReadonlySet<Kind>;
  /** First tokens that may be all of it. */
  readonly alone: ReadonlySet<Kind>;
  /** For each first token what may come next, still within it. */
  readonly next: ReadonlyMap<Kind, ReadonlySet<Kind>>;
}

type Element = GrammarAST.AbstractElement;
type First = Pick<Beginnings, 'empty' | 'first'>;

const nothing: Beginnings = { empty: true, first: new Set(), alone: new Set(), next: new Map() };

/** Works out the first one and two tokens of every part of a grammar, which must not be left-recursive. */
export class BeginningsOfGrammar {
  readonly #kindOf: (name: string) => Kind;
  readonly #firsts = new Map<Element, First>();
  readonly #known = new Map<Element, Beginnings>();

  /** @param kindOf the kind of a keyword or terminal by its name */
  constructor(kindOf: (name: string) => Kind) {
    this.#kindOf = kindOf;
  }

  /** The first tokens of elements one after another. */
  firstOf(elements: readonly Element[]): First {
    const first = new Set<Kind>();
    for (const element of elements) {
      const own = this.#first(element);
      for (const kind of own.first) first.add(kind);
      if (!own.empty) return { empty: false, first };
    }
    return { empty: true, first };
  }

  of(element: Element): Beginnings {
    let known = this.#known.get(element);
    if (known === undefined) {
      known = repeated(this.#bare(element), element.cardinality);
      this.#known.set(element, known);
    }
    return known;
  }

  /** Of an element without its cardinality. */
  bare(element: Element): Beginnings {
    return this.#bare(element);
  }

  #first(element: Element): First {
    let known = this.#firsts.get(element);
    if (known === undefined) {
      const own = this.#bareFirst(element);
      known = { first: own.first, empty: own.empty || element.cardinality === '?' || element.cardinality === '*' };
      this.#firsts.set(element, known);
    }
    return known;
  }

  #bareFirst(element: Element): First {
    if (GrammarAST.isGroup(element)) return this.firstOf(element.elements);
    if (GrammarAST.isAlternatives(element)) {
      const all = element.elements.map((one) => this.#first(one));
      return { empty: all.some(({ empty }) => empty), first: new Set(all.flatMap(({ first }) => [...first])) };
    }
    const inner = innerOf(element);
    if (inner !== undefined) return this.#first(inner);
    const token = tokenOf(element);
    return token === undefined ? nothing : { empty: false, first: new Set([this.#kindOf(token)]) };
  }

  #bare(element: Element): Beginnings {
    if (GrammarAST.isGroup(element)) return this.#sequence(element.elements);
    if (GrammarAST.isAlternatives(element)) return together(element.elements.map((one) => this.of(one)));
    const inner = innerOf(element);
    if (inner !== undefined) return this.of(inner);
    const token = tokenOf(element);
    if (token === undefined) return nothing;
    const only = new Set([this.#kindOf(token)]);
    return { empty: false, first: only, alone: only, next: new Map() };
  }

  #sequence(elements: readonly Element[]): Beginnings {
    const parts: Beginnings[] = [];
    for (const [index, element] of elements.entries()) {
      const own = this.of(element);
      const rest = this.firstOf(elements.slice(index + 1));
      const next = new Map(own.next);
      for (const kind of own.alone) next.set(kind, new Set([...(next.get(kind) ?? []), ...rest.first]));
      parts.push({ empty: false, first: own.first, alone: rest.empty ? own.alone : new Set(), next });
      if (!own.empty) return together(parts);
    }
    return { ...together(parts), empty: true };
  }
}

/** What an element stands for, where that is another one. */
function innerOf(element: Element): Element | undefined {
  if (GrammarAST.isAssignment(element)) return element.terminal;
  if (GrammarAST.isCrossReference(element)) return element.terminal;
  if (!GrammarAST.isRuleCall(element)) return undefined;
  const rule = element.rule.ref;
  return GrammarAST.isParserRule(rule) ? rule.definition : undefined;
}

/** The name of the token that an element is. */
function tokenOf(element: Element): string | undefined {
  if (GrammarAST.isKeyword(element)) return element.value;
  if (GrammarAST.isRuleCall(element)) return element.rule.ref?.name;
  if (GrammarAST.isAction(element)) return undefined;
  throw new TypeError(`the grammar has an element of the kind ${element.$type}, which is not read`);
}

function repeated(own: Beginnings, cardinality: Element['cardinality']): Beginnings {
  if (cardinality === undefined) return own;
  const empty = own.empty || cardinality !== '+';
  if (cardinality === '?') return { ...own, empty };
  const next = new Map(own.next);
  for (const kind of own.alone) next.set(kind, new Set([...(next.get(kind) ?? []), ...own.first]));
  return { ...own, empty, next };
}

function together(parts: readonly Beginnings[]): Beginnings {
  const next = new Map<Kind, Set<Kind>>();
  for (const part of parts) {
    for (const [kind, kinds] of part.next) next.set(kind, new Set([...(next.get(kind) ?? []), ...kinds]));
  }
  return {
    empty: parts.some(({ empty }) => empty),
    first: new Set(parts.flatMap(({ first }) => [...first])),
    alone: new Set(parts.flatMap(({ alone }) => [...alone])),
    next,
  };
}
