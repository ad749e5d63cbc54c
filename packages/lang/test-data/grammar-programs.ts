import fc from 'fast-check';
import { type AstNode, GrammarAST, isReference } from 'langium';
import { createKrausServices } from '../src/language/index.js';

/** The parser and grammar under test. */
export const services = createKrausServices().kraus;

const samples: Readonly<Record<string, readonly string[]>> = {
  ID: ['a', 'q', 'x1', 'Walk', 'prob', 'level', 'mlp'],
  NUMBER: ['0', '3', '1_000', '2.5', '1e-3', '35ns', '2i', '50%'],
  STRING: ['"std/gates"', '""', '"a // b"', '"/* \\" */"', '"{;}"'],
  KET_NAME: ['|i>', '|j>'],
  KET_STATE: ['|0>', '|+->', '|01>'],
  BRA_NAME: ['<i|', '<j|'],
  BRA_STATE: ['<0|', '<01|'],
};
const gaps = [
  ' ',
  '  ',
  '\n',
  '\n\n\n',
  '\t',
  ' // note\n',
  '\n/// doc\n',
  ' /* in */ ',
  '\n/* two\n lines */\n',
  '\r\n',
];

/** Rules and elements that need the fewest nested rules come first when a program has grown deep. */
const heights = new Map<GrammarAST.AbstractElement | GrammarAST.AbstractRule, number>();
const rules = services.Grammar.rules;
for (let changed = true; changed; ) {
  changed = false;
  for (const rule of rules) {
    const height = GrammarAST.isParserRule(rule) ? 1 + heightOf(rule.definition) : 0;
    if (height === (heights.get(rule) ?? Number.POSITIVE_INFINITY)) continue;
    heights.set(rule, height);
    changed = true;
  }
}

function heightOf(element: GrammarAST.AbstractElement): number {
  if (element.cardinality === '?' || element.cardinality === '*') return 0;
  return heightInside(element);
}

function heightInside(element: GrammarAST.AbstractElement): number {
  if (GrammarAST.isAlternatives(element)) return Math.min(...element.elements.map(heightOf));
  if (GrammarAST.isGroup(element)) return Math.max(0, ...element.elements.map(heightOf));
  if (GrammarAST.isAssignment(element)) return heightInside(element.terminal);
  if (GrammarAST.isRuleCall(element)) {
    const rule = element.rule.ref;
    return rule === undefined ? 0 : (heights.get(rule) ?? Number.POSITIVE_INFINITY);
  }
  return 0;
}

/** Walks the grammar and writes a program, taking each choice from a list. */
class Writer {
  readonly #choices: readonly number[];
  #next = 0;
  #out = '';

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  #choose(count: number): number {
    const choice = this.#choices[this.#next++] ?? 0;
    return choice % count;
  }

  /** A text that the rule of this name allows. */
  write(name: string): string {
    const rule = rules.find((candidate) => candidate.name === name);
    if (!GrammarAST.isParserRule(rule)) throw new Error(`the grammar has no rule ${name}`);
    this.#element(rule.definition, 0);
    return this.#out;
  }

  #element(element: GrammarAST.AbstractElement, depth: number): void {
    const optional = element.cardinality === '?' || element.cardinality === '*';
    const spent = depth > 40 || this.#next >= this.#choices.length;
    if (optional && (spent || (depth > 0 && this.#choose(2) === 0))) return;
    this.#once(element, depth);
    if (element.cardinality !== '*' && element.cardinality !== '+') return;
    while (this.#next < this.#choices.length && depth <= 40 && (depth === 0 || this.#choose(3) > 0))
      this.#once(element, depth);
  }

  #once(element: GrammarAST.AbstractElement, depth: number): void {
    if (GrammarAST.isAlternatives(element)) {
      const deep = depth > 30 || this.#next >= this.#choices.length;
      const least = Math.min(...element.elements.map(heightOf));
      const allowed = deep ? element.elements.filter((one) => heightOf(one) === least) : element.elements;
      const chosen = allowed[this.#choose(allowed.length)];
      if (chosen !== undefined) this.#element(chosen, depth);
    } else if (GrammarAST.isGroup(element)) for (const part of element.elements) this.#element(part, depth);
    else if (GrammarAST.isAssignment(element)) this.#once(element.terminal, depth);
    else if (GrammarAST.isCrossReference(element)) {
      if (element.terminal !== undefined) this.#once(element.terminal, depth);
    } else if (GrammarAST.isKeyword(element)) this.#token(element.value);
    else if (GrammarAST.isRuleCall(element)) {
      const rule = element.rule.ref;
      if (GrammarAST.isParserRule(rule)) this.#element(rule.definition, depth + 1);
      else if (rule !== undefined) {
        const texts = samples[rule.name];
        if (texts === undefined) throw new Error(`no sample of the terminal ${rule.name}`);
        this.#token(texts[this.#choose(texts.length)] ?? '');
      }
    }
  }

  #token(text: string): void {
    // Most gaps are plain, so that comments do not fill the programs.
    const pick = this.#choose(40);
    this.#out += `${gaps[pick < gaps.length ? pick : 0] ?? ' '}${text}`;
  }
}

/** Programs that the grammar allows, with white space and comments anywhere; names need not exist. */
export const grammarPrograms: fc.Arbitrary<string> = fc
  .tuple(
    fc.nat({ max: 3 }),
    fc.noBias(fc.array(fc.nat({ max: 1_000_000 }), { minLength: 5, maxLength: 700, size: 'max' })),
  )
  .map(([kind, choices]) => {
    const writer = new Writer(choices);
    // Left to chance, few programs have a body or clauses.
    if (kind === 0) return `model M {${writer.write('Clause')}${writer.write('Clause')}}`;
    if (kind === 2) return `const a = [k${writer.write('Comprehension')}]`;
    return kind === 1 ? writer.write('Script') : `circuit C on q[4]${writer.write('Block')}`;
  })
  .filter((text) => parsed(text) !== undefined);

/** The syntax tree of a text as plain data, without places; undefined if there are syntax errors. */
export function parsed(text: string): unknown {
  const { value, lexerErrors, parserErrors } = services.parser.LangiumParser.parse(text);
  return lexerErrors.length + parserErrors.length > 0 ? undefined : plain(value);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return { reference: value.$refText };
  const node = value as AstNode;
  const own = Object.entries(node).filter(([key]) => !key.startsWith('$'));
  return { $type: node.$type, ...Object.fromEntries(own.map(([key, part]) => [key, plain(part)])) };
}

/** The comments of a text, in order. */
export function comments(text: string): string[] {
  return services.parser.Lexer.tokenize(text).hidden.map(({ image }) => image.trimEnd().replaceAll('\r\n', '\n'));
}
