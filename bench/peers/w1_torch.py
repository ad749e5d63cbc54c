"""W1 in PyTorch, as a program of bench/w1.mjs's line protocol: one JSON request a line, one JSON answer a line.

    python w1_torch.py [threads]

Forms: `blocks` multiplies four qubits at a time by a 16 x 16 Kronecker product, `qubits` one at a time; the faster one of
both is found at the first request of a kind and used from then on.
"""
import json
import sys
import time

import numpy as np
import torch

from w1_problem import LAYERS, control_z_signs, groups, problem, ring_sources, z_signs

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)


def rotations(angles):
    """RZ RY RX of every qubit: [..., n, 3] to [..., n, 2, 2]."""
    a, b, c = (angles / 2).unbind(-1)
    alpha = torch.complex(b.cos() * a.cos(), b.sin() * a.sin()) * torch.complex(c.cos(), -c.sin())
    beta = torch.complex(b.sin() * a.cos(), -b.cos() * a.sin()) * torch.complex(c.cos(), c.sin())
    return torch.stack([torch.stack([alpha, -beta.conj()], -1), torch.stack([beta, alpha.conj()], -1)], -2)


def kronecker(high, low):
    size = high.shape[-1] * low.shape[-1]
    return torch.einsum("...ij,...kl->...ikjl", high, low).reshape(*high.shape[:-2], size, size)


class Problem:
    def __init__(self, qubits, precision, ring, per_sample, form):
        real, cplx = (torch.float32, torch.complex64) if precision == "F32" else (torch.float64, torch.complex128)
        angles, states, weights = problem(qubits)
        if per_sample:
            angles = np.broadcast_to(angles, (len(states), *angles.shape)).copy()
        self.qubits = qubits
        self.angles = torch.tensor(angles, dtype=real, requires_grad=True)
        self.states = torch.tensor(states, dtype=cplx, requires_grad=True)
        self.weights = torch.tensor(weights, dtype=real)
        self.z = torch.tensor(z_signs(qubits), dtype=real)
        self.signs = torch.tensor(control_z_signs(qubits), dtype=real) if ring == "CZ" else None
        self.sources = torch.tensor(ring_sources(qubits)) if ring == "CX" else None
        self.groups = groups(qubits, 4 if form == "blocks" else 1)

    def loss(self):
        turns, state, size = rotations(self.angles), self.states, 1 << self.qubits
        for layer in range(LAYERS):
            for first, count in self.groups:
                matrix = turns[..., layer, first, :, :]
                for q in range(first + 1, first + count):
                    matrix = kronecker(turns[..., layer, q, :, :], matrix)
                if first == 0 and matrix.dim() == 2:
                    state = state.reshape(-1, 1 << count) @ matrix.T
                elif first == 0:
                    state = torch.matmul(state.reshape(-1, size >> count, 1 << count), matrix.transpose(-1, -2))
                else:
                    matrix = matrix if matrix.dim() == 2 else matrix[:, None]
                    state = torch.matmul(matrix, state.reshape(-1, size >> (first + count), 1 << count, 1 << first))
                state = state.reshape(-1, size)
            state = state * self.signs if self.signs is not None else state[:, self.sources]
        return (self.weights * ((state.real.square() + state.imag.square()) @ self.z.T)).sum()

    def step(self, gradient):
        if not gradient:
            with torch.no_grad():
                return self.loss(), None
        loss = self.loss()
        return loss, torch.autograd.grad(loss, (self.angles, self.states))


def measure(one, gradient, times):
    start, used = time.perf_counter(), time.process_time()
    for _ in range(times):
        result = one.step(gradient)
    return (time.perf_counter() - start) / times * 1e3, (time.process_time() - used) / times * 1e3, result


made = {}
for line in sys.stdin:
    if not line.strip():
        continue
    request = json.loads(line)
    try:
        ring, per_sample = (request.get("variant", "CZ") + " ").split(" ")[:2]
        key = (request["n"], request["prec"], ring, per_sample == "samples")
        if key not in made:
            candidates = [Problem(*key, form) for form in ("blocks", "qubits")]
            for one in candidates:
                measure(one, True, 2)
            made[key] = min(candidates, key=lambda one: min(measure(one, True, 2)[0] for _ in range(3)))
        ms, cpu, (loss, gradients) = measure(made[key], request.get("grad", 1), request.get("inner", 1))
        answer = {"ms": ms, "cpu": cpu, "loss": float(loss.detach())}
        if gradients is not None:
            answer["angle"] = float(gradients[0].reshape(-1, 3 * request["n"] * LAYERS)[:, 1].sum())
        print(json.dumps(answer), flush=True)
    except Exception as error:  # the other end reports it
        print(json.dumps({"error": str(error)[:300]}), flush=True)
