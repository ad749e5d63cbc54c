"""Writes lindblad.json: 50 Lindblad problems and their states at three times each, computed without any code of this repository.

A problem is {name, dims, hamiltonian, jumps, initial, times, states}: matrices as [row, column, re, im] entries, states as d x d rows
of [re, im]. Problems marked stiff, and all of dimension up to 3, are exponentials of the dense Liouvillian by mpmath with 40 digits; the others by
scipy.linalg.expm, and every one that is not stiff is checked against QuTiP's mesolve (atol = rtol = 1e-12) here.

    python lindblad.py > lindblad.json
"""
import json, sys
import mpmath, numpy as np, qutip, scipy
import scipy.linalg

rng = np.random.default_rng(20261124)
mpmath.mp.dps = 40


def entries(m):
    return [[int(i), int(j), float(m[i, j].real), float(m[i, j].imag)] for i, j in zip(*np.nonzero(m))]


def rows(m):
    return [[[float(x.real), float(x.imag)] for x in row] for row in m]


def normal(d, e=None):
    return rng.normal(size=(d, e or d)) + 1j * rng.normal(size=(d, e or d))


def hermitian(d):
    g = normal(d)
    return (g + g.conj().T) / 2


def density(d, rank):
    g = normal(d, rank)
    r = g @ g.conj().T
    return r / np.trace(r).real


def lower(d):
    return np.diag(np.sqrt(np.arange(1, d)), 1).astype(complex)


def on(dims, k, m):  # dims[0] is the least significant factor
    out = np.eye(1)
    for i, d in enumerate(dims):
        out = np.kron(m if i == k else np.eye(d), out)
    return out.astype(complex)


problems = []


def add(name, dims, h, jumps, times, stiff=False, rank=2):
    d = int(np.prod(dims))
    problems.append(dict(name=name, dims=list(dims), h=h, jumps=jumps, times=times, stiff=stiff, rho=density(d, rank)))


X, Y, Z = (np.array(m, dtype=complex) for m in ([[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]))
S = lower(2)
for k in range(14):  # full random Hamiltonians and jumps
    d = [2, 3, 4, 5][k % 4]
    add(f"random {d} {k}", [d], hermitian(d), [normal(d) * 0.4 for _ in range(1 + k % 3)], [0.1, 0.7, 2.0])
for k in range(8):  # damped, driven qudits with thermal excitation and dephasing
    d = [3, 5, 8, 4][k % 4]
    a = lower(d)
    n = a.conj().T @ a
    h = 0.3 * k * n - 0.1 * n @ n + 0.5 * (a + a.conj().T)
    add(f"qudit {d} {k}", [d], h, [np.sqrt(0.4) * a, np.sqrt(0.1) * a.conj().T, np.sqrt(0.05 * k) * n], [0.3, 1.5, 6.0])
for k in range(6):  # two and three qubits, a qubit with a qutrit
    dims = [[2, 2], [2, 2, 2], [2, 3]][k % 3]
    ops = [on(dims, i, lower(q)) for i, q in enumerate(dims)]
    h = sum(ops[i].conj().T @ ops[i + 1] + ops[i + 1].conj().T @ ops[i] for i in range(len(dims) - 1)) + 0.7 * sum(o + o.conj().T for o in ops)
    add(f"system {dims} {k}", dims, h, [np.sqrt(0.1 + 0.2 * i) * o for i, o in enumerate(ops)], [0.5, 2.0, 8.0])
for k in range(6):  # stochastic walks
    d = [4, 5, 6][k % 3]
    w = [0.1, 0.9][k % 2]
    adj = np.zeros((d, d))
    for i in range(d):
        for j in ((i + 1) % d, (2 * i + 1) % d):
            if i != j:
                adj[i, j] = adj[j, i] = 1
    jumps = []
    for i, j in zip(*np.nonzero(adj)):
        m = np.zeros((d, d), complex)
        m[i, j] = np.sqrt(w * adj[i, j] / adj[:, j].sum())
        jumps.append(m)
    add(f"walk {d} {w}", [d], ((1 - w) * adj).astype(complex), jumps, [0.25, 1.0, 4.0])
for k in range(4):  # purely coherent, purely dissipative
    d = 3 + k % 2
    add(f"coherent {d}" if k < 2 else f"dissipative {d}", [d], hermitian(d) if k < 2 else np.zeros((d, d), complex), [] if k < 2 else [normal(d), S2 := np.diag(rng.normal(size=d)).astype(complex)], [0.4, 1.0, 3.0])
for k in range(12):  # stiff: rates over three to seven decades
    big = 10.0 ** (3 + k % 5)
    if k % 3 == 0:  # a qubit damped fast, driven slowly
        add(f"stiff qubit {big:g}", [2], 0.5 * X, [np.sqrt(big) * S, np.sqrt(0.1) * Z], [1e-2, 1.0, 20.0], True)
    elif k % 3 == 1:  # a qutrit whose top level empties at once
        a = lower(3)
        j = np.zeros((3, 3), complex)
        j[0, 2] = np.sqrt(big)
        add(f"stiff qutrit {big:g}", [3], a + a.conj().T, [j, np.sqrt(0.2) * a], [1e-3, 0.5, 5.0], True)
    else:  # two qubits, fast dephasing of one, slow exchange
        dims = [2, 2]
        a, b = on(dims, 0, S), on(dims, 1, S)
        add(f"stiff pair {big:g}", dims, a.conj().T @ b + b.conj().T @ a, [np.sqrt(big) * on(dims, 0, Z), np.sqrt(0.05) * b], [1e-2, 1.0, 30.0], True)


def liouvillian(p):  # column stacking: vec(AXB) = (B^T kron A) vec X
    d = len(p["h"])
    one = np.eye(d)
    lv = -1j * (np.kron(one, p["h"]) - np.kron(p["h"].T, one))
    for m in p["jumps"]:
        g = m.conj().T @ m
        lv = lv + np.kron(m.conj(), m) - 0.5 * np.kron(one, g) - 0.5 * np.kron(g.T, one)
    return lv


out, worst = [], 0.0
for p in problems:
    d = len(p["h"])
    lv = liouvillian(p)
    exact = p["stiff"] or d <= 3
    states = []
    for t in p["times"]:
        if exact:
            # from the float64 operators, but with every product of them in 40 digits
            h, js, one = mpmath.matrix(p["h"].tolist()), [mpmath.matrix(m.tolist()) for m in p["jumps"]], mpmath.eye(d)

            def kron(a, b):
                m = mpmath.matrix(d * d, d * d)
                for i in range(d):
                    for j in range(d):
                        for k in range(d):
                            for l in range(d):
                                m[i * d + k, j * d + l] = a[i, j] * b[k, l]
                return m

            big = -1j * (kron(one, h) - kron(h.T, one))
            for m in js:
                g = m.H * m
                big += kron(m.conjugate(), m) - (kron(one, g) + kron(g.T, one)) / 2
            v = mpmath.expm(big * mpmath.mpf(t)) * mpmath.matrix(p["rho"].flatten(order="F").tolist())
            states.append(np.array([complex(x) for x in v]).reshape((d, d), order="F"))
        else:
            states.append((scipy.linalg.expm(lv * t) @ p["rho"].flatten(order="F")).reshape((d, d), order="F"))
    if not p["stiff"]:
        r = qutip.mesolve(qutip.Qobj(p["h"]), qutip.Qobj(p["rho"]), [0, *p["times"]], [qutip.Qobj(m) for m in p["jumps"]],
                          options={"atol": 1e-12, "rtol": 1e-12, "nsteps": 10**6, "method": "dop853", "store_states": True, "progress_bar": ""})
        for a, b in zip(states, r.states[1:]):
            worst = max(worst, float(np.abs(a - b.full()).max()))
    out.append(dict(name=p["name"], dims=p["dims"], hamiltonian=entries(p["h"]), jumps=[entries(m) for m in p["jumps"]], initial=rows(p["rho"]),
                    times=p["times"], stiff=p["stiff"], states=[rows(s) for s in states]))
    print(p["name"], file=sys.stderr)
assert worst < 1e-9, worst
print(json.dumps(dict(numpy=np.__version__, scipy=scipy.__version__, mpmath=mpmath.__version__, qutip=qutip.__version__, largestDifferenceToMesolve=worst, problems=out)))
