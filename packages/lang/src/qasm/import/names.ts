const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ρ: 'rho',
  σ: 'sigma',
  τ: 'tau',
  φ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
  ϕ: 'phi',
  ϑ: 'theta',
};

const taken =
  'import as from builtin const graph schedule gate generator channel circuit dataset device model let hamiltonian jump kraus mix for in repeat if else require param input bit start return measure reset barrier evolve on inverse ctrl and or not true false data encode forward reverse predict objective condition steps step matched measured coherent gap information plot table run to by of edges train sample evaluate sweep pi e t I X Y Z H S T sqrt exp log sin cos tan asin acos atan tanh abs floor ceil round min max binomial re im conj dagger transpose kron trace expm identity diagonal ket bra at dimension cycle path complete star grid adjacency laplacian degree vertices linspace length sum linear cosine sigmoid twirl uniform normal expval probs state fidelity counts';

/** Names that Kraus accepts, each given once. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  static ofFile(): Names {
    return new Names(taken.split(' '));
  }

  /** A further set of names, inside of this one. */
  inner(): Names {
    return new Names(this.#taken);
  }

  reserve(name: string): void {
    this.#taken.add(name);
  }

  /** `name` as far as Kraus allows it. */
  unique(name: string): string {
    const plain = [...name].map((letter) => greek[letter] ?? (/\w/.test(letter) ? letter : '_')).join('');
    let result = plain;
    for (let count = 2; this.#taken.has(result); count++) result = `${plain}_${count}`;
    this.#taken.add(result);
    return result;
  }
}
