"""W1 in JAX (jit), as a program of bench/w1.mjs's line protocol: one JSON request a line, one JSON answer a line.

    python w1_jax.py

Four qubits at a time, by a 16 x 16 Kronecker product: faster in JAX than one by one.
"""
import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

from w1_problem import LAYERS, control_z_signs, groups, problem, ring_sources, z_signs

jax.config.update("jax_enable_x64", True)


def rotations(angles):
    """RZ RY RX of every qubit: [..., n, 3] to [..., n, 2, 2]."""
    a, b, c = (angles[..., i] / 2 for i in range(3))
    alpha = jax.lax.complex(jnp.cos(b) * jnp.cos(a), jnp.sin(b) * jnp.sin(a)) * jax.lax.complex(jnp.cos(c), -jnp.sin(c))
    beta = jax.lax.complex(jnp.sin(b) * jnp.cos(a), -jnp.cos(b) * jnp.sin(a)) * jax.lax.complex(jnp.cos(c), jnp.sin(c))
    return jnp.stack([jnp.stack([alpha, -beta.conj()], -1), jnp.stack([beta, alpha.conj()], -1)], -2)


def kronecker(high, low):
    size = high.shape[-1] * low.shape[-1]
    return jnp.einsum("...ij,...kl->...ikjl", high, low).reshape(*high.shape[:-2], size, size)


def make(qubits, precision, ring, per_sample):
    real = np.float32 if precision == "F32" else np.float64
    angles, states, weights = problem(qubits)
    if per_sample:
        angles = np.broadcast_to(angles, (len(states), *angles.shape))
    weights, z = jnp.asarray(weights, real), jnp.asarray(z_signs(qubits), real)
    signs, sources = jnp.asarray(control_z_signs(qubits), real), ring_sources(qubits)
    size = 1 << qubits

    def loss(angles, re, im):
        turns, state = rotations(angles), jax.lax.complex(re, im)
        for layer in range(LAYERS):
            for first, count in groups(qubits, 4):
                matrix = turns[..., layer, first, :, :]
                for q in range(first + 1, first + count):
                    matrix = kronecker(turns[..., layer, q, :, :], matrix)
                if per_sample:
                    state = jnp.einsum("bij,bajc->baic", matrix, state.reshape(-1, size >> (first + count), 1 << count, 1 << first))
                else:
                    state = jnp.einsum("ij,ajc->aic", matrix, state.reshape(-1, 1 << count, 1 << first))
                state = state.reshape(-1, size)
            state = state * signs if ring == "CZ" else state[:, sources]
        return (weights * ((state.real**2 + state.imag**2) @ z.T)).sum()

    arguments = [jnp.asarray(x, real) for x in (angles, states.real, states.imag)]
    return jax.jit(loss), jax.jit(jax.value_and_grad(loss, argnums=(0, 1, 2))), arguments


made = {}
for line in sys.stdin:
    if not line.strip():
        continue
    request = json.loads(line)
    try:
        ring, per_sample = (request.get("variant", "CZ") + " ").split(" ")[:2]
        key = (request["n"], request["prec"], ring, per_sample == "samples")
        if key not in made:
            made[key] = make(*key)
        values, gradients, arguments = made[key]
        call = gradients if request.get("grad", 1) else values
        jax.block_until_ready(call(*arguments))
        start, used = time.perf_counter(), time.process_time()
        for _ in range(request.get("inner", 1)):
            result = jax.block_until_ready(call(*arguments))
        inner = request.get("inner", 1)
        answer = {"ms": (time.perf_counter() - start) / inner * 1e3, "cpu": (time.process_time() - used) / inner * 1e3}
        if request.get("grad", 1):
            answer["loss"] = float(result[0])
            answer["angle"] = float(result[1][0].reshape(-1, 3 * request["n"] * LAYERS)[:, 1].sum())
        print(json.dumps(answer), flush=True)
    except Exception as error:  # the other end reports it
        print(json.dumps({"error": str(error)[:300]}), flush=True)
