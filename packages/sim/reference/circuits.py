"""Writes circuits.json: 200 random circuits on 1 to 6 qubits with every gate of the registry, their final amplitudes'
expectation values and probabilities, and the slopes of one expectation value by every angle, from numpy alone.

Gates are written here a second time, from their definitions (Nielsen & Chuang; OpenQASM 3 stdgates.inc; the ECR gate as in
Qiskit's documentation), and applied by reshaping the state to one axis a qubit. Qubit 0 is the least significant bit; the
first target of a gate is the least significant bit of its matrix. Slopes are fourth-order central differences.

    python circuits.py > circuits.json
"""
import json
import numpy as np

rng = np.random.default_rng(20261121)
c, s, e = np.cos, np.sin, lambda x: np.exp(1j * x)
I2 = np.eye(2)
X, Y, Z = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])
H = (X + Z) / np.sqrt(2)


def rot(axis, t):  # exp(-i t/2 axis) for axis^2 = 1
    return c(t / 2) * np.eye(len(axis)) - 1j * s(t / 2) * axis


def on(second, first):  # first target least significant
    return np.kron(second, first)


def ctrl(u):  # the control is the least significant bit
    m = np.eye(2 * len(u), dtype=complex)
    m[1::2, 1::2] = u
    return m


def block(u):  # u on |01>, |10>
    m = np.eye(4, dtype=complex)
    m[1:3, 1:3] = u
    return m


SWAP = np.eye(4)[[0, 2, 1, 3]]
GATES = {  # name: (qubits, angles, matrix)
    "I": (1, 0, lambda: I2), "X": (1, 0, lambda: X), "Y": (1, 0, lambda: Y), "Z": (1, 0, lambda: Z), "H": (1, 0, lambda: H),
    "S": (1, 0, lambda: np.diag([1, 1j])), "Sdg": (1, 0, lambda: np.diag([1, -1j])),
    "T": (1, 0, lambda: np.diag([1, e(np.pi / 4)])), "Tdg": (1, 0, lambda: np.diag([1, e(-np.pi / 4)])),
    "SX": (1, 0, lambda: e(np.pi / 4) * rot(X, np.pi / 2)), "SXdg": (1, 0, lambda: e(-np.pi / 4) * rot(X, -np.pi / 2)),
    "RX": (1, 1, lambda t: rot(X, t)), "RY": (1, 1, lambda t: rot(Y, t)), "RZ": (1, 1, lambda t: rot(Z, t)),
    "P": (1, 1, lambda t: np.diag([1, e(t)])),
    "U": (1, 3, lambda t, p, l: np.array([[c(t / 2), -e(l) * s(t / 2)], [e(p) * s(t / 2), e(p + l) * c(t / 2)]])),
    "CX": (2, 0, lambda: ctrl(X)), "CY": (2, 0, lambda: ctrl(Y)), "CZ": (2, 0, lambda: ctrl(Z)), "CH": (2, 0, lambda: ctrl(H)),
    "SWAP": (2, 0, lambda: SWAP), "iSWAP": (2, 0, lambda: block(1j * X)), "iSWAPdg": (2, 0, lambda: block(-1j * X)),
    "ECR": (2, 0, lambda: (on(I2, X) - on(X, Y)) / np.sqrt(2)),
    "CCX": (3, 0, lambda: ctrl(ctrl(X))), "CCZ": (3, 0, lambda: ctrl(ctrl(Z))), "CSWAP": (3, 0, lambda: ctrl(SWAP)),
    "CP": (2, 1, lambda t: ctrl(np.diag([1, e(t)]))), "CRX": (2, 1, lambda t: ctrl(rot(X, t))),
    "CRY": (2, 1, lambda t: ctrl(rot(Y, t))), "CRZ": (2, 1, lambda t: ctrl(rot(Z, t))),
    "RXX": (2, 1, lambda t: rot(on(X, X), t)), "RYY": (2, 1, lambda t: rot(on(Y, Y), t)), "RZZ": (2, 1, lambda t: rot(on(Z, Z), t)),
    "fSim": (2, 2, lambda t, p: block(rot(X, 2 * t)) @ np.diag([1, 1, 1, e(-p)])),
    "Givens": (2, 1, lambda t: block(rot(Y, t))),
}


def apply(state, matrix, wires, n):
    k = len(wires)
    axes = [n - 1 - w for w in reversed(wires)]  # most significant first
    t = np.moveaxis(state.reshape((2,) * n), axes, range(k)).reshape(2 ** k, -1)
    t = (matrix @ t).reshape((2,) * n)
    return np.moveaxis(t, range(k), axes).reshape(-1)


def run(n, gates, angles):
    state = np.zeros(2 ** n, complex)
    state[0] = 1
    for name, wires, at in gates:
        q, k, f = GATES[name]
        state = apply(state, np.asarray(f(*angles[at:at + k]), complex), wires, n)
    return state


def expectation(state, letters, n):  # letters[0] acts on the highest qubit
    out = state
    for i, letter in enumerate(letters):
        if letter != "I":
            out = apply(out, {"X": X, "Y": Y, "Z": Z}[letter], [n - 1 - i], n)
    return float(np.vdot(state, out).real)


circuits, names = [], list(GATES)
for number in range(200):
    n = 1 + number % 6
    gates, angles = [], []
    for i in range(int(rng.integers(6, 15))):
        fitting = [g for g in names if GATES[g][0] <= n]
        # every gate at least once over the whole set
        name = names[(7 * number + i) % len(names)] if i < 2 else fitting[int(rng.integers(len(fitting)))]
        if GATES[name][0] > n:
            name = fitting[int(rng.integers(len(fitting)))]
        q, k, _ = GATES[name]
        gates.append([name, [int(w) for w in rng.permutation(n)[:q]], len(angles)])
        angles += [float(a) for a in rng.uniform(-3.5, 3.5, k)]
    angles = np.array(angles)
    state = run(n, gates, angles)
    words = ["".join(rng.choice(list("IXYZ"), n)) for _ in range(2)] + ["Z" * n]
    slopes = []
    for j in range(len(angles)):
        def f(h):
            a = angles.copy()
            a[j] += h
            return expectation(run(n, gates, a), words[0], n)
        h = 2e-3
        slopes.append((8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h))
    circuits.append({
        "qubits": n, "gates": gates, "angles": list(angles), "words": words,
        "expectations": [expectation(state, w, n) for w in words],
        "probabilities": [float(p) for p in np.abs(state) ** 2], "slopes": [round(x, 13) for x in slopes],
    })
assert {g[0] for x in circuits for g in x["gates"]} == set(GATES)
print('{"script":"circuits.py","numpy":"%s","circuits":[' % np.__version__)
print(",\n".join(json.dumps(x, separators=(",", ":")) for x in circuits))
print("]}")
