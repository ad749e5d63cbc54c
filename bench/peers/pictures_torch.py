"""One training step of each picture system in PyTorch, beside bench/pictures.mjs.

    python pictures_torch.py THREADS STEPS qsw,hybrid,hybrid-se,qvunet,qsc,ddpm

Prints one line of JSON a system. The same networks with the same numbers of parameters as ours (packages/models/src/networks), float32, Adam, eager
mode, which is what the published codes use; inputs are drawn once, so that the data and the noise, which our steps draw too, are not timed. Circuits are
state vectors of complex64 with gates as reshaped products: layers of single-qubit gates on every qubit, controls as slices, rings of CX as one permutation.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

threads, steps, only = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
torch.set_num_threads(threads)
torch.manual_seed(1)


# Circuits. A state is [batch, 2, …, 2]; axis q + 1 is qubit q.
def rotation(axis, angle):
    """[…, 2, 2] of angles […]."""
    c, s = torch.cos(angle / 2), torch.sin(angle / 2)
    o = torch.zeros_like(c)
    if axis == "x":
        return torch.stack([torch.complex(c, o), torch.complex(o, -s), torch.complex(o, -s), torch.complex(c, o)], -1).unflatten(-1, (2, 2))
    if axis == "y":
        return torch.stack([torch.complex(c, o), torch.complex(-s, o), torch.complex(s, o), torch.complex(c, o)], -1).unflatten(-1, (2, 2))
    p, z = torch.complex(c, -s), torch.complex(o, o)
    return torch.stack([p, z, z, p.conj()], -1).unflatten(-1, (2, 2))


def turn(state, gate, q):
    """The gate [2, 2] on qubit q of every state."""
    batch, shape = state.shape[0], state.shape
    view = state.reshape(batch * 2**q, 2, -1)
    return torch.matmul(gate, view).reshape(shape)


def controlled(state, gate, control, target):
    zero, one = state.unbind(control + 1)
    return torch.stack([zero, turn(one, gate, target - (target > control))], control + 1)


def product_state(gates):
    """gates [batch, n, 2, 2] on zeros, as [batch, 2, …, 2]."""
    columns = gates[..., 0]
    state = columns[:, 0]
    for q in range(1, columns.shape[1]):
        state = (state[:, :, None] * columns[:, q, None, :]).flatten(1)
    return state.reshape(-1, *[2] * columns.shape[1])


def permutation(n, pairs):
    """Of basis states by CX on pairs, one after another."""
    k = np.arange(2**n)
    for c, t in pairs:
        k = k ^ (((k >> (n - 1 - c)) & 1) << (n - 1 - t))
    return torch.tensor(np.argsort(k))


def signs(n):
    bits = (np.arange(2**n)[None, :] >> (n - 1 - np.arange(n)[:, None])) & 1
    return torch.tensor((1 - 2 * bits).T.copy(), dtype=torch.float32)


class Body(nn.Module):
    """RY(x), layers of RZ RY and a chain of CX, all Z."""

    def __init__(self, n, layers):
        super().__init__()
        self.n, self.theta = n, nn.Parameter(torch.randn(layers, n, 2) * 0.1)
        self.register_buffer("order", permutation(n, [(q, q + 1) for q in range(n - 1)]))
        self.register_buffer("signs", signs(n))

    def forward(self, x):
        state = product_state(rotation("y", x))
        for layer in self.theta:
            gates = rotation("y", layer[:, 1]) @ rotation("z", layer[:, 0])
            for q in range(self.n):
                state = turn(state, gates[q], q)
            state = state.flatten(1)[:, self.order].reshape(state.shape)
        return state.flatten(1).abs().square() @ self.signs


class Hierarchical(nn.Module):
    """RX(x) on 12 qubits, three layers of 28 controlled rotations, all Z."""

    def __init__(self, layers=3):
        super().__init__()
        self.theta = nn.Parameter(torch.rand(layers, 28) * 2 * np.pi)
        ring = [(f + (q + 1) % 4, f + q) for f in (8, 4, 0) for q in (3, 2, 1, 0)]
        self.pairs = ring + [(4, 8), (0, 4)]
        self.register_buffer("signs", signs(12))

    def forward(self, x):
        state = product_state(rotation("x", x))
        for layer in self.theta:
            # CRZ and then CRX of one pair, as one controlled gate.
            angles = layer.reshape(14, 2)
            gates = rotation("x", angles[:, 1]) @ rotation("z", angles[:, 0])
            for gate, (c, t) in zip(gates, self.pairs):
                state = controlled(state, gate, c, t)
        return state.flatten(1).abs().square() @ self.signs


class Collapse(nn.Module):
    """One reverse step of QSC: 16 layers of RY RZ RY and rings of CX on 8 + 2 qubits, from amplitudes."""

    def __init__(self, n=10, layers=16):
        super().__init__()
        self.n, self.theta = n, nn.Parameter(torch.randn(layers, n, 3) * 0.1)
        ring = [(q, (q + 1) % n) for q in range(n)]
        self.register_buffer("forth", permutation(n, ring))
        self.register_buffer("back", permutation(n, ring[::-1]))

    def forward(self, p):
        state = torch.zeros(len(p), 4, 256, dtype=torch.complex64)
        state[:, 0] = p.sqrt()
        state = state.reshape(len(p), *[2] * self.n)
        for k, layer in enumerate(self.theta):
            gates = rotation("y", layer[:, 2]) @ rotation("z", layer[:, 1]) @ rotation("y", layer[:, 0])
            for q in range(self.n):
                state = turn(state, gates[q], q)
            state = state.flatten(1)[:, self.back if k % 2 else self.forth].reshape(state.shape)
        return state.flatten(1).abs().square().reshape(len(p), 4, 256).sum(1)


class TimeEmbedding(nn.Module):
    def __init__(self, frequencies, width):
        super().__init__()
        self.frequencies, self.first, self.second = frequencies, nn.Linear(frequencies, width), nn.Linear(width, width)

    def forward(self, t):
        return F.silu(self.second(F.silu(self.first(sinusoids(t, self.frequencies)))))


def sinusoids(t, count):
    half = count // 2
    phase = t[:, None] * 1000 ** (-torch.arange(half) / half)
    return torch.cat([phase.sin(), phase.cos()], 1)


class Block(nn.Module):
    def __init__(self, source, to, width, stride=1):
        super().__init__()
        self.bypass = source == to and stride == 1
        self.conv, self.norm, self.time = nn.Conv2d(source, to, 3, stride, 1), nn.GroupNorm(8, to), nn.Linear(width, to)

    def forward(self, x, time):
        y = F.silu(self.norm(self.conv(x)) + self.time(time)[:, :, None, None])
        return x + y if self.bypass else y


class Unet(nn.Module):
    """channels 16, depth 2, growth 2, two blocks at a resolution, three at the coarsest."""

    def __init__(self, outer, channels=16, depth=2, blocks=2):
        super().__init__()
        width = [channels * 2**level for level in range(depth + 1)]
        self.time = TimeEmbedding(32, 4 * channels)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        for level in range(depth + 1):
            count = blocks + (level == depth)
            first = width[level - 1] if level else outer
            self.down.append(nn.ModuleList(Block(first if i == 0 else width[level], width[level], 4 * channels, 2 if level and i == 0 else 1) for i in range(count)))
        for level in range(depth):
            self.up.append(nn.ModuleList(Block(width[level + 1] + width[level] if i == 0 else width[level], width[level], 4 * channels) for i in range(blocks)))
        self.exit = nn.Conv2d(channels, outer, 3, 1, 1)

    def forward(self, x, t):
        time, kept = self.time(t), []
        for level in self.down:
            for block in level:
                x = block(x, time)
            kept.append(x)
        for level in reversed(range(len(self.up))):
            x = torch.cat([F.interpolate(x, scale_factor=2), kept[level]], 1)
            for block in self.up[level]:
                x = block(x, time)
        return self.exit(x)


class Hybrid(nn.Module):
    """The light U-Net of arXiv:2504.00034 with a gate of 8 qubits and three layers, or a ReLU in their place."""

    def __init__(self, quantum, qubits=8, channels=32):
        super().__init__()
        c = channels
        self.down = nn.ModuleList([nn.Conv2d(1, c, 3, 1, 1), nn.Conv2d(c, 2 * c, 3, 2, 1), nn.Conv2d(2 * c, 4 * c, 3, 2, 1)])
        self.time = nn.Linear(4 * c, 4 * c)
        self.first, self.second = nn.Conv2d(4 * c, 4 * c, 3, 1, 1), nn.Conv2d(4 * c, 4 * c, 3, 1, 1)
        self.into, self.out = nn.Linear(4 * c, qubits), nn.Linear(qubits, 4 * c)
        self.body = Body(qubits, 3) if quantum else nn.ReLU()
        self.up1, self.up0 = nn.ConvTranspose2d(4 * c, 2 * c, 2, 2), nn.ConvTranspose2d(2 * c, c, 2, 2)
        self.exit = nn.Conv2d(2 * c, 1, 3, 1, 1)

    def forward(self, x, t):
        fine = F.relu(self.down[0](x))
        y = F.relu(self.down[2](F.relu(self.down[1](fine))))
        y = y + self.time(sinusoids(t, y.shape[1]))[:, :, None, None]
        y = F.relu(y + self.second(F.relu(self.first(y))))
        y = y * self.out(self.body(self.into(y.mean((2, 3)))))[:, :, None, None]
        return self.exit(torch.cat([F.relu(self.up0(F.relu(self.up1(y)))), fine], 1))


class Standardised(nn.Conv2d):
    def forward(self, x):
        w = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        w = w * (w.square().mean((1, 2, 3), keepdim=True) * w[0].numel() + 1e-5).rsqrt()
        return F.conv2d(x, w, self.bias, padding=self.padding)


class Mix(nn.Module):
    """A standardised convolution, of which circuits take the first channels of 2 × 2 pixels."""

    def __init__(self, source, to, groups):
        super().__init__()
        self.taken = 3 * groups
        self.circuits = nn.ModuleList(Hierarchical() for _ in range(groups))
        self.conv = Standardised(source - self.taken, to - self.taken, 3, padding=1)

    def forward(self, x):
        parts = [c(x[:, 3 * g : 3 * g + 3].flatten(1)).reshape(-1, 3, *x.shape[2:]) for g, c in enumerate(self.circuits)]
        return torch.cat([*parts, self.conv(x[:, self.taken :])], 1)


class VertexBlock(nn.Module):
    def __init__(self, source, to, width, groups=0):
        super().__init__()
        self.first, self.second = Mix(source, to, groups), Mix(to, to, groups)
        self.norm1, self.norm2 = nn.GroupNorm(10, to, 1e-6), nn.GroupNorm(10, to, 1e-6)
        self.time = nn.Linear(width, 2 * to)
        self.bypass = nn.Conv2d(source, to, 1) if source != to else nn.Identity()

    def forward(self, x, time):
        scale, shift = self.time(time)[:, :, None, None].chunk(2, 1)
        y = F.silu(self.norm1(self.first(x)) * (scale + 1) + shift)
        return self.bypass(x) + F.silu(self.norm2(self.second(y)))


class Attention(nn.Module):
    def __init__(self, channels, full):
        super().__init__()
        self.full, self.norm = full, nn.Parameter(torch.ones(channels))
        self.qkv, self.out = nn.Linear(channels, 384, bias=False), nn.Linear(128, channels)
        self.last = None if full else nn.Parameter(torch.ones(channels))

    def forward(self, x):
        rows = x.flatten(2).transpose(1, 2)
        c = rows.shape[-1]
        q, k, v = (p.unflatten(-1, (4, 32)).transpose(1, 2) for p in self.qkv(F.layer_norm(rows, (c,), self.norm)).chunk(3, -1))
        if self.full:
            y = (10 * F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(2, 3)).softmax(-1) @ v
        else:
            y = (q.softmax(-1) / 32**0.5) @ (k.transpose(2, 3).softmax(-1) @ v)
        y = self.out(y.transpose(1, 2).flatten(2))
        if self.last is not None:
            y = F.layer_norm(y, (c,), self.last)
        return x + y.transpose(1, 2).reshape(x.shape)


class Qvunet(nn.Module):
    """Layout of arXiv:2402.16147, 28 × 28, one group of circuits."""

    def __init__(self, channels=10, groups=1):
        super().__init__()
        outer = [channels * max(1, level) for level in range(4)]
        inner = [channels * (level + 1) for level in range(4)]
        width = 4 * channels
        level = lambda a, b, full=False, g=0: nn.ModuleList([VertexBlock(a, b, width, g), VertexBlock(a, b, width, g), Attention(b, full)])
        self.time, self.enter = TimeEmbedding(channels, width), nn.Conv2d(1, channels, 7, 1, 3)
        self.down = nn.ModuleList(level(c, c) for c in outer)
        self.up = nn.ModuleList(level(b + a, b) for a, b in zip(outer, inner))
        self.vertex = level(inner[3], inner[3], True, groups)
        leave = [(4, 2, 1), (4, 2, 1), (7, 2, 1), (3, 1, 1)]
        self.leave = nn.ModuleList(nn.Conv2d(a, b, *how) for a, b, how in zip(outer, inner, leave))
        self.back = nn.ModuleList(nn.Conv2d(b, a, 3, 1, 1) for a, b in zip(outer, inner))
        self.final, self.exit = VertexBlock(2 * channels, channels, width), nn.Conv2d(channels, 1, 1)

    def forward(self, x, t):
        time, kept = self.time(t), []
        y = entered = self.enter(x)
        for i, (a, b, attend) in enumerate(self.down):
            first = a(y, time)
            y = attend(b(first, time))
            kept += [first, y]
            y = self.leave[i](y)
        a, b, attend = self.vertex
        y = b(attend(a(y, time)), time)
        for i in (3, 2, 1, 0):
            a, b, attend = self.up[i]
            for block in (a, b):
                y = block(torch.cat([y, kept.pop()], 1), time)
            y = attend(y)
            if i > 0:
                y = F.interpolate(y, size=kept[-1].shape[2:])
            y = self.back[i](y)
        return self.exit(self.final(torch.cat([y, entered], 1), time))


def regression(network, batch):
    x, y, t = torch.randn(batch, 1, 28, 28), torch.randn(batch, 1, 28, 28), torch.randint(1, 100, (batch,)).float()
    return network, lambda: F.mse_loss(network(x, t), y)


def levels(network, batch):
    """The cross-entropy of the clean levels stands for the bound, which our step takes."""
    clean = torch.randint(0, 8, (batch, 28, 28))
    x, t = F.one_hot(clean, 8).permute(0, 3, 1, 2).float().contiguous(), torch.randint(1, 20, (batch,)).float()
    return network, lambda: F.cross_entropy(network(x, t), clean)


def divergence(network, batch):
    p, q = (torch.rand(batch, 256) for _ in range(2))
    p, q = p / p.sum(1, keepdim=True), q / q.sum(1, keepdim=True)
    return network, lambda: (q * (q.log() - (network(p) + 1e-7).log())).sum(1).mean()


systems = {
    "qsw": lambda: (32, *levels(Unet(8), 32)),
    "hybrid": lambda: (64, *regression(Hybrid(True), 64)),
    "hybrid-se": lambda: (64, *regression(Hybrid(False), 64)),
    "qvunet": lambda: (32, *regression(Qvunet(), 32)),
    "qsc": lambda: (32, *divergence(Collapse(), 32)),
    "ddpm": lambda: (32, *regression(Unet(1), 32)),
}
for name in only:
    batch, network, loss_of = systems[name]()
    adam, times = torch.optim.Adam(network.parameters(), lr=1e-3), []
    for step in range(steps + 5):
        if step == 5:
            processor = time.process_time()
        start = time.perf_counter()
        adam.zero_grad()
        loss_of().backward()
        adam.step()
        times.append(1e3 * (time.perf_counter() - start))
    processor = 1e3 * (time.process_time() - processor) / steps
    kept = sorted(times[5:])
    print(json.dumps({
        "benchmark": "pictures", "system": name, "engine": f"torch {torch.__version__}", "threads": threads, "batch": batch, "steps": steps,
        "parameters": sum(p.numel() for p in network.parameters()), "median": round(kept[len(kept) // 2], 1), "fastest": round(kept[0], 1),
        "processor": round(processor, 1),
    }), flush=True)
