"""The peers of w3.mjs: one JSON request a line, {"d": 8, "method": "mesolve 1e-10", "values": true}, one JSON answer a line,
{"ms": …, "values": [32 d d]}; {"error": …} for what is not there. P[t][i][k] for 32 times up to 4, the walk of w3.mjs.
Building the Liouvillian is not timed."""
import json, sys, time, warnings

warnings.filterwarnings("ignore")
import numpy as np, scipy.sparse as sp, scipy.sparse.linalg as ssl
import scipy.linalg as sl

OMEGA, TIMES = 0.3, np.arange(1, 33) / 8


def walk(d):
    a = np.zeros((d, d))
    for i in range(d):
        for j in ((i + 1) % d, (3 * i + 1) % d):
            if i != j:
                a[i, j] = a[j, i] = 1
    return (1 - OMEGA) * a, OMEGA * a / a.sum(0)[None, :]


def liouvillian(d):  # row stacking: vec(AXB) = (A kron B^T) vec X
    h, j = walk(d)
    one, rates = sp.identity(d), sp.diags(j.sum(0))
    lv = -1j * (sp.kron(h, one) - sp.kron(one, h.T)) - 0.5 * (sp.kron(rates, one) + sp.kron(one, rates))
    r, c = np.nonzero(j)
    return (lv + sp.coo_matrix((j[r, c], (r * d + r, c * d + c)), shape=(d * d, d * d))).tocsr()


def expm_multiply(d):
    lv, diagonal = liouvillian(d), np.arange(d) * (d + 1)
    x = np.zeros((d * d, d), complex)
    x[diagonal, np.arange(d)] = 1
    trace = lv.trace()
    return lambda: ssl.expm_multiply(lv, x, start=0, stop=TIMES[-1], num=33, endpoint=True, traceA=trace)[1:, diagonal, :].real


def dense(d):
    lv, diagonal = liouvillian(d).toarray(), np.arange(d) * (d + 1)

    def run():
        step, x, p = sl.expm(lv * TIMES[0]), np.zeros((d * d, d), complex), []
        x[diagonal, np.arange(d)] = 1
        for _ in TIMES:
            x = step @ x
            p.append(x[diagonal].real)
        return np.array(p)

    return run


def mesolve(d, tolerance):
    import qutip as qt

    h, j = walk(d)
    jumps = [qt.Qobj(sp.coo_matrix(([np.sqrt(j[r, c])], ([r], [c])), shape=(d, d)).tocsr()) for r, c in zip(*np.nonzero(j))]
    lv = qt.liouvillian(qt.Qobj(sp.csr_matrix(h)), jumps)
    options = {"atol": tolerance, "rtol": tolerance, "nsteps": 100000, "store_states": True, "progress_bar": ""}
    starts, times = [qt.fock_dm(d, k) for k in range(d)], np.concatenate([[0], TIMES])

    def run():
        p = np.empty((len(TIMES), d, d))
        for k, start in enumerate(starts):
            for t, state in enumerate(qt.mesolve(lv, start, times, options=options).states[1:]):
                p[t, :, k] = state.diag().real
        return p

    return run


METHODS = {
    "QuTiP mesolve, 1e-10": lambda d: mesolve(d, 1e-10),
    "QuTiP mesolve, 1e-6": lambda d: mesolve(d, 1e-6),
    "SciPy expm_multiply": expm_multiply,
    "SciPy dense expm": lambda d: dense(d) if d <= 32 else None,
}
made = {}
for line in sys.stdin:
    request = json.loads(line)
    key = (request["d"], request["method"])
    try:
        if key not in made:
            made[key] = METHODS[key[1]](key[0])
        if made[key] is None:
            raise ValueError("too large")
        start = time.perf_counter()
        values = made[key]()
        ms = 1e3 * (time.perf_counter() - start)
        print(json.dumps({"ms": ms, **({"values": values.ravel().tolist()} if request.get("values") else {})}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
