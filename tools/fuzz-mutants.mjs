// Mutated scripts for tools/fuzz.mjs. Every choice is a function of the seed and the script's number.

/** Random numbers in [0, 1) from a seed (mulberry32 by Tommy Ettinger). */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS =
  'channel gate generator circuit model dataset schedule graph device const let param input bit kraus jump hamiltonian mix for in repeat if else require return measure reset barrier evolve on of inverse ctrl twirl train sample evaluate sweep run import from as forward reverse encode predict objective condition data steps measured coherent matched to by true false and or not pi e I X Y Z H S T t q p x omega theta expval probs state counts sqrt exp kron trace expm identity linspace cycle complete grid edges adjacency degree'.split(
    ' ',
  );
const SIGNS =
  '( ) [ ] { } , ; : = + - * / % ^ ⊗ .. ..= == != < <= > >= >> -> |0> |1> <0| <1| |i> <j| |+-> |01> " /* */ // /// @ # \\ ` \0 é 𝔘'.split(
    ' ',
  );
const NUMBERS =
  '0 1 2 3 4 7 8 64 255 1000 1000000000 99999999999999999999 0.5 1.5 1e-9 1e308 1e999 0.1us 35ns 5GHz 90deg 50% 2i 3xyz 1_000 007'.split(
    ' ',
  );
const TYPES =
  'prob real int complex angle time frequency bool text matrix graph schedule channel generator level[8] level[0] level[1] qubit nonsense real[2,3] angle[1000000]'.split(
    ' ',
  );

/** Script number `index` of a seed. */
export function mutant(texts, seed, index) {
  const random = numbers(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const below = (count) => Math.floor(random() * count);
  const one = (list) => list[below(list.length)];
  let text = one(texts);
  for (let times = 1 + below(random() < 0.5 ? 2 : 8); times > 0; times--)
    text = change(text, { texts, below, one, random });
  return text.length > 20_000 ? text.slice(0, 20_000) : text;
}

const TOKEN =
  /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\|[^|<>\s]+>|<[^|<>\s]+\||[A-Za-z_]\w*|\d[\w.%]*|\.\.=?|[=!<>]=|>>|->|\s+|[^\s]/gu;

function change(text, { texts, below, one, random }) {
  const tokens = text.match(TOKEN) ?? [];
  const solid = tokens.flatMap((token, index) => (/^\s/.test(token) ? [] : [index]));
  const at = solid.length === 0 ? 0 : one(solid);
  const insert = () => one(one([WORDS, WORDS, SIGNS, NUMBERS, TYPES]));
  const lines = text.split('\n');
  const line = below(lines.length);
  switch (below(14)) {
    case 0: // a token less
      tokens.splice(at, 1);
      return tokens.join('');
    case 1: // a token more
      tokens.splice(at, 0, ` ${insert()} `);
      return tokens.join('');
    case 2: // another token
      tokens[at] = insert();
      return tokens.join('');
    case 3: {
      // two tokens change places
      const other = solid.length === 0 ? 0 : one(solid);
      [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
      return tokens.join('');
    }
    case 4: // another number
      return replaceOne(text, /\b\d[\w.]*/g, () => one(NUMBERS), below);
    case 5: // another name, of those that are there
      return replaceOne(text, /\b[A-Za-z_]\w*\b/g, () => one(text.match(/\b[A-Za-z_]\w*\b/g) ?? ['x']), below);
    case 6: // another type
      return replaceOne(text, /(?<=: )\w+(?:\[[^\]]*\])?/g, () => one(TYPES), below);
    case 7: // a line less
      lines.splice(line, 1 + below(3));
      return lines.join('\n');
    case 8: // lines twice
      lines.splice(line, 0, ...lines.slice(line, line + 1 + below(6)));
      return lines.join('\n');
    case 9: {
      // lines of another script
      const other = one(texts).split('\n');
      const from = below(other.length);
      lines.splice(line, 0, ...other.slice(from, from + 1 + below(12)));
      return lines.join('\n');
    }
    case 10: // the end is missing
      return text.slice(0, below(text.length + 1));
    case 11: {
      // a character less, more or other
      const place = below(text.length + 1);
      return text.slice(0, place) + (random() < 0.5 ? one(SIGNS) : '') + text.slice(place + below(2));
    }
    case 12: {
      // an expression in brackets, or an operator in front, many times over
      const times = 1 + below(random() < 0.1 ? 400 : 6);
      const [open, close] = one([
        ['(', ')'],
        ['[', ']'],
        ['{', '}'],
        ['-', ''],
        ['sqrt(', ')'],
        ['inverse ', ''],
        ['ctrl ', ''],
        ['not ', ''],
      ]);
      tokens[at] = open.repeat(times) + (tokens[at] ?? '') + close.repeat(times);
      return tokens.join('');
    }
    default: // a power, a longer loop, a larger register
      return replaceOne(text, /(?<=\.\.|\^ |\[|repeat )\d+/g, () => one(NUMBERS), below);
  }
}

function replaceOne(text, pattern, make, below) {
  const found = [...text.matchAll(pattern)];
  const match = found[below(Math.max(1, found.length))];
  if (match === undefined) return text;
  return text.slice(0, match.index) + make() + text.slice(match.index + match[0].length);
}
