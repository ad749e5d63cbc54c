"""The numbers of W1 by formula, as in bench/w1.mjs. Qubit q is bit q of the basis index."""
import numpy as np

LAYERS, BATCH = 6, 64


def problem(qubits):
    """Angles [layer, qubit, 3], states [batch, 2^n], weights [batch, qubit]."""
    angles = (2 * np.sin(1.3 * np.arange(LAYERS * qubits * 3) + 0.1)).reshape(LAYERS, qubits, 3)
    b, k, q = np.arange(BATCH)[:, None], np.arange(1 << qubits)[None], np.arange(qubits)[None]
    states = np.sin(0.7 * k + 1.1 * b + 0.3) + 1j * np.cos(1.3 * k - 0.5 * b)
    states /= np.linalg.norm(states, axis=1, keepdims=True)
    return angles, states, np.cos(0.9 * q + 0.37 * b)


def z_signs(qubits):
    k = np.arange(1 << qubits)
    return np.stack([1.0 - 2.0 * ((k >> q) & 1) for q in range(qubits)])


def control_z_signs(qubits):
    k = np.arange(1 << qubits)
    return np.prod([1.0 - 2.0 * ((k >> q) & (k >> ((q + 1) % qubits)) & 1) for q in range(qubits)], axis=0)


def ring_sources(qubits):
    """Amplitude k behind a ring of CX is amplitude sources[k] in front of it."""
    k = np.arange(1 << qubits)
    for q in reversed(range(qubits)):
        k = k ^ (((k >> q) & 1) << ((q + 1) % qubits))
    return k


def groups(qubits, most):
    """Qubits in neighbouring groups of equal size, as far as that goes: (first, count)."""
    count = -(-qubits // most)
    sizes = [qubits // count + (i < qubits % count) for i in range(count)]
    return [(sum(sizes[:i]), size) for i, size in enumerate(sizes)]
