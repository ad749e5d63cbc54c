"""Random noisy circuits with every channel on qubits, measurements, resets and conditions, by Kraus sums over dense matrices in
numpy: `python density.py > density.json`. Wire 0 is the least significant bit. Independent of Kraus: channels by their textbook
Kraus operators (Nielsen & Chuang 8.3; thermal relaxation as damping followed by dephasing with the rates of T1 and T2)."""
import json

import numpy as np

rng = np.random.default_rng(20261124)
I2, X, Y, Z = np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])
PAULIS = [I2, X, Y, Z]
DOWN, UP = np.array([[0, 1], [0, 0]]), np.array([[0, 0], [1, 0]])
ZERO, ONE = np.diag([1, 0]), np.diag([0, 1])
sq = np.sqrt


def rot(p, t):
    return np.cos(t / 2) * np.eye(len(p)) - 1j * np.sin(t / 2) * p


def gad(g, p):
    return [sq(p) * (ZERO + sq(1 - g) * ONE), sq(p * g) * DOWN, sq(1 - p) * (sq(1 - g) * ZERO + ONE), sq((1 - p) * g) * UP]


def thermal(t1, t2, t, excited):
    out = gad(1 - np.exp(-t / t1), 1 - excited)
    q = (1 - np.exp(-t * (1 / t2 - 1 / (2 * t1)))) / 2  # phase flips take the rest of exp(-t / t2)
    return [a @ k for k in out for a in (sq(1 - q) * I2, sq(q) * Z)]


def depolarizing2(p):
    return [sq(p / 16 + (1 - p) * (a == b == 0)) * np.kron(PAULIS[b], PAULIS[a]) for a in range(4) for b in range(4)]


CHANNELS = {  # name: (qubits, values, Kraus operators)
    "Depolarizing": (1, 1, lambda p: [sq(1 - 3 * p / 4) * I2] + [sq(p / 4) * s for s in PAULIS[1:]]),
    "TwoQubitDepolarizing": (2, 1, depolarizing2),
    "BitFlip": (1, 1, lambda p: [sq(1 - p) * I2, sq(p) * X]), "PhaseFlip": (1, 1, lambda p: [sq(1 - p) * I2, sq(p) * Z]),
    "BitPhaseFlip": (1, 1, lambda p: [sq(1 - p) * I2, sq(p) * Y]),
    "PauliError": (1, 3, lambda a, b, c: [sq(1 - a - b - c) * I2, sq(a) * X, sq(b) * Y, sq(c) * Z]),
    "AmplitudeDamping": (1, 1, lambda g: [ZERO + sq(1 - g) * ONE, sq(g) * DOWN]),
    "GeneralizedAmplitudeDamping": (1, 2, gad), "PhaseDamping": (1, 1, lambda g: [ZERO + sq(1 - g) * ONE, sq(g) * ONE]),
    "ThermalRelaxation": (1, 4, thermal), "Reset": (1, 1, lambda p: [sq(1 - p) * I2, sq(p) * ZERO, sq(p) * DOWN]),
    "ResetError": (1, 2, lambda a, b: [sq(1 - a - b) * I2, sq(a) * ZERO, sq(a) * DOWN, sq(b) * ONE, sq(b) * UP]),
}
GATES = {
    "H": (1, 0, lambda: (X + Z) / sq(2)), "S": (1, 0, lambda: np.diag([1, 1j])), "T": (1, 0, lambda: np.diag([1, np.exp(1j * np.pi / 4)])),
    "RX": (1, 1, lambda t: rot(X, t)), "RY": (1, 1, lambda t: rot(Y, t)), "RZ": (1, 1, lambda t: rot(Z, t)),
    "CX": (2, 0, lambda: np.eye(4)[[0, 3, 2, 1]]), "CZ": (2, 0, lambda: np.diag([1, 1, 1, -1])), "SWAP": (2, 0, lambda: np.eye(4)[[0, 2, 1, 3]]),
    "iSWAP": (2, 0, lambda: np.array([[1, 0, 0, 0], [0, 0, 1j, 0], [0, 1j, 0, 0], [0, 0, 0, 1]])),
    "RZZ": (2, 1, lambda t: rot(np.kron(Z, Z), t)), "RXX": (2, 1, lambda t: rot(np.kron(X, X), t)), "RYY": (2, 1, lambda t: rot(np.kron(Y, Y), t)),
    "CCX": (3, 0, lambda: np.eye(8)[[0, 1, 2, 7, 4, 5, 6, 3]]),
}


def wide(matrix, wires, n):  # on all n qubits
    k = len(wires)
    axes = [n - 1 - w for w in reversed(wires)]
    t = np.moveaxis(np.eye(2**n, dtype=complex).reshape((2,) * n + (2**n,)), axes, range(k)).reshape(2**k, -1)
    return np.moveaxis((matrix @ t).reshape((2,) * n + (2**n,)), range(k), axes).reshape(2**n, 2**n)


def kraus_sum(operators, wires, n, rho):
    return sum(w @ rho @ w.conj().T for w in (wide(np.asarray(k, complex), wires, n) for k in operators))


def run(n, bits, operations):
    branches = {(0,) * bits: np.zeros((2**n, 2**n), complex)}
    branches[(0,) * bits][0, 0] = 1
    for kind, name, wires, values, condition in operations:
        after = {}
        for digits, rho in branches.items():
            if kind == "measure":
                parts = [(digits[:values[0]] + (o,) + digits[values[0] + 1:], kraus_sum([p], wires, n, rho)) for o, p in enumerate((ZERO, ONE))]
            elif condition and digits[condition[0]] != condition[1]:
                parts = [(digits, rho)]
            else:
                ops = {"gate": lambda: [GATES[name][2](*values)], "noise": lambda: CHANNELS[name][2](*values), "reset": lambda: [ZERO, DOWN]}[kind]()
                parts = [(digits, kraus_sum(ops, wires, n, rho))]
            for d, r in parts:
                after[d] = after.get(d, 0) + r
        branches = after
    return branches


circuits = []
for number in range(96):
    n, bits = 1 + number % 4, 2
    operations = [["gate", "RY", [w], [float(rng.uniform(-3, 3))], None] for w in range(n)]
    for i in range(14):
        condition = [int(rng.integers(bits)), int(rng.integers(2))] if rng.uniform() < 0.2 else None
        kind = ["gate", "noise", "noise", "gate", "measure", "reset"][int(rng.choice(6, p=[0.3, 0.25, 0.15, 0.15, 0.1, 0.05]))]
        table = GATES if kind == "gate" else CHANNELS
        wires = [int(w) for w in rng.permutation(n)]
        if kind == "measure":
            operations.append([kind, "", wires[:1], [int(rng.integers(bits))], None])
        elif kind == "reset":
            operations.append([kind, "", wires[:1], [], condition])
        else:
            fitting = [x for x in table if table[x][0] <= n]
            name = fitting[(number + 5 * i) % len(fitting)]
            q, k, _ = table[name]
            if kind == "gate":
                values = [float(v) for v in rng.uniform(-3, 3, k)]
            elif name == "ThermalRelaxation":
                values = [float(v) for v in rng.uniform([1, 0.5, 0, 0], [2, 1.9, 1, 0.4])]
            else:
                values = [float(v) for v in rng.uniform(0, 0.33, k)]
            operations.append([kind, name, wires[:q], values, condition])
    operations.append(["measure", "", [0], [bits - 1], None])
    branches = run(n, bits, operations)
    rho = sum(branches.values())
    words = ["".join(rng.choice(list("IXYZ"), n)) for _ in range(3)]
    pauli = lambda word: np.array([[1]]) if not word else np.kron(PAULIS["IXYZ".index(word[0])], pauli(word[1:]))
    circuits.append({
        "qubits": n, "bits": bits, "operations": operations, "words": words,
        "expectations": [float(np.trace(pauli(w) @ rho).real) for w in words],
        "classical": [float(np.trace(branches[(k & 1, k >> 1)]).real) if (k & 1, k >> 1) in branches else 0.0 for k in range(4)],
        "density": [float(v) for v in rho.reshape(-1).view(float)],
    })
used = {o[1] for c in circuits for o in c["operations"]}
assert used >= set(CHANNELS) and used >= set(GATES), (set(CHANNELS) | set(GATES)) - used
print('{"script":"density.py","numpy":"%s","circuits":[' % np.__version__)
print(",\n".join(json.dumps(c, separators=(",", ":")) for c in circuits))
print("]}")
