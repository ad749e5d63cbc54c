import { GrammarAST } from 'langium';

type AbstractElement = GrammarAST.AbstractElement;
type AbstractRule = GrammarAST.AbstractRule;

const WIDTH = 100;

/** The syntax of a rule of the grammar in EBNF: `Name = 'word' Other* ( A | B )? ;`, without the actions that only build the tree. */
export function syntaxOf(rule: AbstractRule): string {
  if (!('definition' in rule)) throw new TypeError(`${rule.name} is a kind of rule that has no syntax here`);
  const { definition } = rule;
  const head = `${rule.name} = `;
  const flat = head + written(definition, false);
  if (flat.length <= WIDTH || !GrammarAST.isAlternatives(definition)) return wrap(flat);
  const choices = definition.elements.map((element) => written(element, false)).filter((text) => text !== '');
  return wrap(`${rule.name} =\n    ${choices.join('\n  | ')}`);
}

/** Breaks long lines at spaces, and indents what follows. */
function wrap(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      let rest = line;
      while (rest.length > WIDTH) {
        const at = rest.lastIndexOf(' ', WIDTH);
        if (at < 12) break;
        lines.push(rest.slice(0, at));
        rest = `        ${rest.slice(at + 1)}`;
      }
      return [...lines, rest];
    })
    .join('\n');
}

/** An element as text; `inside` says that something stands beside it, so that alternatives need parentheses. */
function written(element: AbstractElement, inside: boolean): string {
  const cardinality = element.cardinality ?? '';
  const bare = core(element, inside || cardinality !== '');
  if (bare === '' || cardinality === '') return bare;
  return /^('[^']*'|\w+|\(.*\))$/s.test(bare) && !isSplit(bare) ? bare + cardinality : `(${bare})${cardinality}`;
}

/** Whether a text in parentheses is really several of them: `(a) (b)`. */
function isSplit(text: string): boolean {
  if (!text.startsWith('(')) return false;
  let depth = 0;
  for (const [index, letter] of [...text].entries()) {
    if (letter === '(' && text[index - 1] !== "'") depth++;
    if (letter === ')' && text[index - 1] !== "'") depth--;
    if (depth === 0 && index < text.length - 1) return true;
  }
  return false;
}

function core(element: AbstractElement, inside: boolean): string {
  if (GrammarAST.isKeyword(element)) return `'${element.value}'`;
  if (GrammarAST.isRuleCall(element)) return element.rule.$refText;
  if (GrammarAST.isAssignment(element)) return written(element.terminal, true);
  if (GrammarAST.isCrossReference(element))
    return element.terminal === undefined ? 'ID' : written(element.terminal, true);
  if (GrammarAST.isAlternatives(element)) {
    const choices = element.elements.map((choice) => written(choice, false)).filter((text) => text !== '');
    const text = choices.join(' | ');
    return inside && choices.length > 1 ? `(${text})` : text;
  }
  if (GrammarAST.isGroup(element)) {
    return element.elements
      .map((part) => written(part, true))
      .filter((text) => text !== '')
      .join(' ');
  }
  if (GrammarAST.isRegexToken(element)) return `/${element.regex.replace(/^\/|\/$/g, '')}/`;
  return '';
}
