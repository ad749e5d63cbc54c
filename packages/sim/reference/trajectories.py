"""Qudit circuits by dense density matrices in numpy, for packages/sim/src/trajectories/numpy-reference.test.ts.

    python3 trajectories.py > trajectories.json      (numpy 1.26 or later)

Every case is a circuit program (form 1) of matrices, Kraus channels, measurements, resets and conditions on systems of mixed
dimensions, with the probabilities of all wires, of the classical digits, and one expectation value, as numpy gives them.
Qudit 0 is the least significant factor; states are reshaped with qudit 0 as the last axis.
"""
import json
import sys

import numpy as np

rng = np.random.default_rng(20261124)


def unitary(d):
    q, r = np.linalg.qr(rng.normal(size=(d, d)) + 1j * rng.normal(size=(d, d)))
    return q * (np.diag(r) / abs(np.diag(r)))


def kraus(d, rank):
    isometry = unitary(d * rank)[:, :d]
    return [isometry[k * d : (k + 1) * d] for k in range(rank)]


def data(m):
    entries = [[i, j, float(m[i, j].real), float(m[i, j].imag)] for i in range(m.shape[0]) for j in range(m.shape[1])]
    return {"rows": m.shape[0], "columns": m.shape[1], "entries": entries}


def act(m, rho, dims, targets):
    """m rho, m on targets (the first the least significant factor)."""
    n = len(dims)
    shape = [dims[n - 1 - a] for a in range(n)]
    axes = [n - 1 - t for t in reversed(targets)]
    local = [dims[t] for t in reversed(targets)]
    tensor = rho.reshape(shape + [-1])
    moved = np.tensordot(m.reshape(local + local), tensor, axes=(list(range(len(local), 2 * len(local))), axes))
    return np.moveaxis(moved, list(range(len(local))), axes).reshape(rho.shape)


def sandwich(operators, rho, dims, targets):
    return sum(act(k, act(k, rho, dims, targets).conj().T, dims, targets).conj().T for k in operators)


def case(dims, steps):
    size = int(np.prod(dims))
    rho = np.zeros((size, size), complex)
    rho[0, 0] = 1
    branches = {0: rho}  # by the value of the one classical digit
    radix = 2
    operations = []
    for k in range(steps):
        wires = list(rng.permutation(len(dims)))
        kind = rng.choice(["matrix", "channel", "measure", "reset", "condition"], p=[0.5, 0.2, 0.1, 0.1, 0.1]) if k else "matrix"
        targets = [int(w) for w in wires[: 1 + int(kind == "matrix" and len(dims) > 1)]]
        d = int(np.prod([dims[t] for t in targets]))
        if kind == "matrix":
            u = unitary(d)
            operations.append({"kind": "matrix", "matrix": data(u), "targets": targets, "controls": []})
            branches = {c: sandwich([u], r, dims, targets) for c, r in branches.items()}
        elif kind == "channel":
            ks = kraus(d, 3)
            channel = {"kind": "kraus", "dims": [d], "operators": [data(m) for m in ks]}
            operations.append({"kind": "channel", "channel": channel, "targets": targets})
            branches = {c: sandwich(ks, r, dims, targets) for c, r in branches.items()}
        elif kind == "measure":
            operations.append({"kind": "measure", "target": targets[0], "bit": 0})
            radix = max(radix, d)
            new = {}
            for r in branches.values():
                for level in range(d):
                    p = np.zeros((d, d))
                    p[level, level] = 1
                    new[level] = new.get(level, 0) + sandwich([p], r, dims, targets)
            branches = new
        elif kind == "reset":
            operations.append({"kind": "reset", "target": targets[0]})
            lower = []
            for level in range(d):
                m = np.zeros((d, d))
                m[0, level] = 1
                lower.append(m)
            branches = {c: sandwich(lower, r, dims, targets) for c, r in branches.items()}
        else:
            u = unitary(d)
            condition = {"bits": [0], "value": 1}
            operations.append({"kind": "matrix", "matrix": data(u), "targets": targets, "controls": [], "condition": condition})
            branches = {c: sandwich([u], r, dims, targets) if c == 1 else r for c, r in branches.items()}
    total = sum(branches.values())
    a = rng.normal(size=(dims[0], dims[0])) + 1j * rng.normal(size=(dims[0], dims[0]))
    h = a + a.conj().T
    expectation = float(np.trace(act(h, total, dims, [0])).real)
    digits = [float(np.trace(branches[c]).real) if c in branches else 0.0 for c in range(radix)]
    program = {
        "version": 1, "kind": "circuit", "dims": dims, "bits": 1, "parameters": 0, "inputs": 0, "initial": "zero",
        "operations": operations,
        "outputs": [
            {"kind": "expectation", "observables": [{"kind": "matrix", "matrix": data(h), "targets": [0]}]},
            {"kind": "probabilities", "targets": list(range(len(dims)))},
            {"kind": "classical", "bits": [0]},
        ],
    }
    return {"program": program, "values": [expectation] + [float(x) for x in np.diag(total).real] + digits}


systems = [[3], [5], [8], [2, 3], [3, 2], [5, 2], [3, 3], [2, 2, 3], [8, 2], [2, 5, 2], [3, 5], [2, 3, 2]]
cases = [case(dims, 9) for dims in systems]
json.dump({"script": "trajectories.py", "numpy": np.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
print()
