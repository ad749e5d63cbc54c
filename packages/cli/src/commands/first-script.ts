/** What `kraus init` writes as first.kraus. */
export const FIRST_SCRIPT = `// A quantum walk on a ring of eight grey levels turns pictures into noise; a small network learns the way back.
//   kraus train first.kraus

/// Continuous-time walk on a ring of grey levels: omega = 0 coherent, omega = 1 classical.
generator StochasticWalk(omega: prob) on x: level[8] {
  let ring = cycle(8)
  hamiltonian (1 - omega) * adjacency(ring)
  for (i, j) in edges(ring) {               // both directions of every edge
    jump sqrt(omega / degree(ring, j)) * |i><j|
  }
}

channel WalkStep(omega: prob, dt: time) on x: level[8] = evolve StochasticWalk(omega) for dt

// Ten digit shapes drawn by Kraus itself: nothing to download.
dataset Shapes = glyphs { classes: [0, 1, 7], size: 12, limit: 2000 }

model FirstWalk(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 8 }
  forward   WalkStep(omega, dt: 0.5) for 12 steps, measured
  reverse   unet { channels: 16, depth: 2 }
  predict   x0
  objective vlb { ce: 0.05 }
}

train FirstWalk { steps: 400, batch: 32, optimizer: adam { lr: 2e-3 }, ema: 0.99, seed: 7 }
sample FirstWalk { count: 36, seed: 1 }
evaluate FirstWalk { count: 200, kid { features: "pixels" } }
`;
