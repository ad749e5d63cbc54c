import { type AstNode, type AstReflection, GrammarAST, GrammarUtils, type ValueConverter } from 'langium';
import { type Beginnings, BeginningsOfGrammar, type Kind } from './beginnings.js';
import type { Frame, Reader } from './reader.js';
import type { TokenPlace } from './token-table.js';

type Element = GrammarAST.AbstractElement;
type First = Pick<Beginnings, 'empty' | 'first'>;

/** Reads a part of the grammar; false where the text does not fit. */
export type Step = (reader: Reader, frame: Frame) => boolean;
/** Reads what a rule says; undefined where the text does not fit. */
export type ReadRule = (reader: Reader, source: Element | undefined) => AstNode | undefined;

export interface GrammarServices {
  readonly grammar: GrammarAST.Grammar;
  readonly reflection: AstReflection;
  readonly converter: ValueConverter;
  readonly kindOf: (name: string) => Kind;
}

/** A grammar as functions that read it, each of which knows from the next one or two tokens which way to go. */
export class CompiledGrammar {
  readonly #services: GrammarServices;
  readonly #beginnings: BeginningsOfGrammar;
  readonly #rules = new Map<GrammarAST.ParserRule, ReadRule>();
  readonly #fragments = new Map<GrammarAST.ParserRule, Step>();
  readonly #defaults = new Map<string, readonly (readonly [string, unknown])[]>();
  /** All places of tokens; a table of tokens names them by number. */
  readonly places: TokenPlace[] = [];
  readonly entry: ReadRule;

  constructor(services: GrammarServices) {
    this.#services = services;
    this.#beginnings = new BeginningsOfGrammar(services.kindOf);
    const entry = services.grammar.rules.find((rule) => GrammarAST.isParserRule(rule) && rule.entry);
    if (!GrammarAST.isParserRule(entry)) throw new TypeError('the grammar has no entry');
    this.entry = this.#rule(entry);
  }

  /** Gives a finished node the lists and switches that nothing was read into. */
  complete(node: AstNode): void {
    let defaults = this.#defaults.get(node.$type);
    if (defaults === undefined) {
      const { properties } = this.#services.reflection.getTypeMetaData(node.$type);
      defaults = Object.values(properties).flatMap(({ name, defaultValue }) =>
        defaultValue === undefined ? [] : [[name, defaultValue] as const],
      );
      this.#defaults.set(node.$type, defaults);
    }
    const record = node as unknown as Record<string, unknown>;
    for (const [name, value] of defaults) record[name] ??= Array.isArray(value) ? [] : value;
  }

  #rule(rule: GrammarAST.ParserRule): ReadRule {
    let read = this.#rules.get(rule);
    if (read !== undefined) return read;
    // Rules use each other, so the name is there before the body.
    let body: Step | undefined;
    const type = GrammarUtils.getTypeName(rule);
    read = (reader, source) => {
      body ??= this.#step(rule.definition, atEnd);
      const frame = reader.open(type);
      return body(reader, frame) ? reader.close(frame, source) : undefined;
    };
    this.#rules.set(rule, read);
    return read;
  }

  #step(element: Element, rest: First): Step {
    const { cardinality } = element;
    if (cardinality === undefined) return this.#bare(element, rest);
    const inside = this.#beginnings.bare(element);
    // In a loop the element comes again.
    const after = cardinality === '?' ? rest : { empty: rest.empty, first: new Set([...inside.first, ...rest.first]) };
    const step = this.#bare(element, after);
    const enters = entersWith(inside, rest);
    if (cardinality === '?') return (reader, frame) => !enters(reader) || step(reader, frame);
    const loop: Step = (reader, frame) => {
      while (enters(reader)) if (!step(reader, frame)) return false;
      return true;
    };
    return cardinality === '*' ? loop : (reader, frame) => step(reader, frame) && loop(reader, frame);
  }

  #bare(element: Element, rest: First): Step {
    if (GrammarAST.isGroup(element)) return this.#group(element.elements, rest);
    if (GrammarAST.isAlternatives(element)) {
      return this.#alternatives(
        element.elements.map((one) => ({ beginnings: this.#beginnings.of(one), read: this.#step(one, rest) })),
      );
    }
    if (GrammarAST.isAction(element)) return this.#action(element);
    if (GrammarAST.isAssignment(element)) return this.#assigned(element, element.terminal);
    if (GrammarAST.isKeyword(element)) return this.#token(element, this.#services.kindOf(element.value));
    if (GrammarAST.isRuleCall(element)) {
      const rule = element.rule.ref;
      if (!GrammarAST.isParserRule(rule)) return this.#token(element, this.#services.kindOf(rule?.name ?? ''));
      if (rule.fragment) return this.#fragment(rule);
      const read = this.#rule(rule);
      return (reader, frame) => {
        const node = read(reader, element);
        return node !== undefined && reader.become(frame, node);
      };
    }
    throw new TypeError(`the grammar has an element of the kind ${element.$type}, which is not read`);
  }

  #group(elements: readonly Element[], rest: First): Step {
    const steps = elements.map((element, index) => {
      const own = this.#beginnings.firstOf(elements.slice(index + 1));
      return this.#step(
        element,
        own.empty ? { empty: rest.empty, first: new Set([...own.first, ...rest.first]) } : own,
      );
    });
    const [a, b, c] = steps;
    if (a === undefined) return () => true;
    if (b === undefined) return a;
    if (c === undefined) return (reader, frame) => a(reader, frame) && b(reader, frame);
    return (reader, frame) => {
      for (const step of steps) if (!step(reader, frame)) return false;
      return true;
    };
  }

  /** Goes the first way that the next two tokens allow. */
  #alternatives(ways: readonly { readonly beginnings: Beginnings; readonly read: Step }[]): Step {
    const byKind: { next: ReadonlySet<Kind> | undefined; read: Step }[][] = [];
    let nothing: Step | undefined;
    for (const { beginnings, read } of ways) {
      if (beginnings.empty) nothing ??= read;
      for (const kind of beginnings.first) {
        const next = beginnings.alone.has(kind) ? undefined : beginnings.next.get(kind);
        byKind[kind] ??= [];
        byKind[kind].push({ next, read });
      }
    }
    return (reader, frame) => {
      const found = byKind[reader.kind];
      if (found === undefined) return nothing?.(reader, frame) ?? false;
      const [only] = found;
      if (found.length === 1 && only !== undefined) return only.read(reader, frame);
      const way = found.find(({ next }) => next === undefined || next.has(reader.nextKind));
      return (way?.read ?? nothing)?.(reader, frame) ?? false;
    };
  }

  #fragment(rule: GrammarAST.ParserRule): Step {
    let step = this.#fragments.get(rule);
    if (step === undefined) {
      step = this.#step(rule.definition, atEnd);
      this.#fragments.set(rule, step);
    }
    return step;
  }

  #action(action: GrammarAST.Action): Step {
    const type = GrammarUtils.getTypeName(action);
    const { feature, operator } = action;
    if (feature === undefined || operator === undefined) {
      return (reader, frame) => reader.turn(frame, type);
    }
    if (operator !== '=') throw new TypeError('the grammar has an action that is not read');
    return (reader, frame) => reader.wrap(frame, type, feature, action);
  }

  #place(source: Element, call?: Element): number {
    return this.places.push({ source, call }) - 1;
  }

  #token(element: Element, kind: Kind): Step {
    const place = this.#place(element);
    return (reader) => reader.take(kind, place);
  }

  #assigned(assignment: GrammarAST.Assignment, terminal: Element): Step {
    const { feature, operator } = assignment;
    const put = (frame: Frame, reader: Reader, value: unknown): boolean => {
      reader.put(frame, feature, operator, value);
      return true;
    };
    if (GrammarAST.isAlternatives(terminal)) {
      return this.#alternatives(
        terminal.elements.map((one) => ({
          beginnings: this.#beginnings.of(one),
          read: this.#assigned(assignment, one),
        })),
      );
    }
    if (GrammarAST.isRuleCall(terminal) && GrammarAST.isParserRule(terminal.rule.ref)) {
      const rule = terminal.rule.ref;
      if (!GrammarUtils.isDataTypeRule(rule)) {
        const read = this.#rule(rule);
        return (reader, frame) => {
          reader.begun(frame);
          const node = read(reader, terminal);
          if (node === undefined) return false;
          reader.own(frame, node, feature, operator);
          return true;
        };
      }
    }
    const words = this.#words(terminal);
    if (GrammarAST.isCrossReference(terminal)) {
      return (reader, frame) => {
        const token = reader.at;
        const text = words(reader);
        if (text === undefined) return false;
        return put(frame, reader, reader.reference(frame, feature, token, String(text)));
      };
    }
    return (reader, frame) => {
      const value = words(reader);
      return value !== undefined && put(frame, reader, value);
    };
  }

  /** Reads one token and gives its value. */
  #words(element: Element): (reader: Reader) => unknown {
    const called = GrammarAST.isCrossReference(element) ? element.terminal : element;
    if (GrammarAST.isKeyword(called)) {
      const [kind, place] = [this.#services.kindOf(called.value), this.#place(element)];
      return (reader) => (reader.take(kind, place) ? called.value : undefined);
    }
    if (!GrammarAST.isRuleCall(called))
      throw new TypeError(`the grammar assigns a ${element.$type}, which is not read`);
    const rule = called.rule.ref;
    if (GrammarAST.isParserRule(rule)) {
      const inner = rule.definition;
      const choices = (GrammarAST.isAlternatives(inner) ? inner.elements : [inner]).map(
        (choice) => [this.#beginnings.of(choice).first, this.#valueOf(choice, element)] as const,
      );
      const byKind: ((reader: Reader) => unknown)[] = [];
      for (const [kinds, read] of choices) for (const kind of kinds) byKind[kind] ??= read;
      return (reader) => byKind[reader.kind]?.(reader);
    }
    return this.#valueOf(element, undefined);
  }

  /** Reads a keyword or terminal, in a rule that gives a text if there is a call of it. */
  #valueOf(element: Element, call: Element | undefined): (reader: Reader) => unknown {
    const place = this.#place(element, call);
    if (GrammarAST.isKeyword(element)) {
      const kind = this.#services.kindOf(element.value);
      return (reader) => (reader.take(kind, place) ? element.value : undefined);
    }
    const called = GrammarAST.isCrossReference(element) ? element.terminal : element;
    if (!GrammarAST.isRuleCall(called))
      throw new TypeError(`the grammar has a ${element.$type} for a word, which is not read`);
    const kind = this.#services.kindOf(called.rule.ref?.name ?? '');
    const { converter } = this.#services;
    // The converter goes by the grammar alone.
    const node = { grammarSource: element } as Parameters<ValueConverter['convert']>[1];
    return (reader) => {
      const { image } = reader;
      return reader.take(kind, place) ? converter.convert(image, node) : undefined;
    };
  }
}

const atEnd: First = { empty: true, first: new Set() };

/** Whether an element that may be left out is there: by its first token, and by its second where the first may also be what follows. */
function entersWith(inside: Beginnings, rest: First): (reader: Reader) => boolean {
  const unclear = [...inside.first].some((kind) => rest.first.has(kind));
  if (!unclear) {
    const kinds: boolean[] = [];
    for (const kind of inside.first) kinds[kind] = true;
    return (reader) => kinds[reader.kind] === true;
  }
  return (reader) =>
    inside.first.has(reader.kind) &&
    (inside.alone.has(reader.kind) || inside.next.get(reader.kind)?.has(reader.nextKind) === true);
}
