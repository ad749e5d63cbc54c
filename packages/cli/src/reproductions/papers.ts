/** A paper, the studies of its claims, and what could not be read or run. */
export interface Paper {
  readonly name: string;
  readonly source: string;
  /** Studies by their names in the command. */
  readonly systems: readonly string[];
  /** What of it was read, and what was not. */
  readonly read: string;
  /** What was not run here, or only once, and where that is written. */
  readonly open?: string;
}

/** The papers that Kraus' systems come from. */
export const papers: readonly Paper[] = [
  {
    name: 'Quantum-noise-driven generative diffusion models',
    source: 'Parigi, Martina, Caruso, arXiv:2308.12013',
    systems: ['cqgdm', 'qcgdm-qqgdm'],
    read: 'Abstract and a summary with two fidelities. Not read: circuits, networks, steps, schedules, losses but one, data.',
  },
  {
    name: 'Physics-inspired generative AI models via real hardware-based noisy quantum diffusion',
    source: 'Parigi, Martina, Venturelli, Caruso, arXiv:2505.22193',
    systems: ['qsw', 'ibm-noise'],
    read: 'Abstract, and a review that gives the master equation, the ring of 8 levels and the measurement at every step. Not read: number and duration of steps, the grid of ω, network, every FID; of the second protocol everything but that four qubits of IBM hardware are used without mitigation.',
    open: 'Nothing was ever run on a quantum computer: the second protocol uses noise models of published calibrations.',
  },
  {
    name: 'MNIST and MedMNIST by a hybrid U-Net',
    source: 'Chen, Hou, Hu, Cai, arXiv:2504.00034',
    systems: ['hybrid-unet'],
    read: "Abstract and the authors' code with its README, which withdraws the published figures: the published circuit cannot learn, and the distances came from thirteen crops.",
    open: 'Not run: 28 × 28 pixels and 16 qubits in the study, N of 25 and 250 and more, the other medical sets, quantum-generated against Gaussian noise, tailored against cosine schedules. BloodMNIST could not be had; red cells of BCCD stand in.',
  },
  {
    name: 'Unitary scrambling and collapse (QSC-Diffusion)',
    source: 'Li, Chen, Kumawat, Flouris, arXiv:2506.10571',
    systems: ['qsc'],
    read: 'Abstract and five public reviews. Not read: layers, schedules, learning rate, every figure but the ratio of parameters.',
    open: 'Not run: EMNIST, a GAN, QVUNet at the published budget.',
  },
  {
    name: 'QuDDPM, generative quantum machine learning via denoising diffusion',
    source: 'Zhang, Xu, Chen, Zhuang, PRL 132, 100602',
    systems: ['quddpm'],
    read: 'Code and saved results, from which the published figures are computed. Not read: the text.',
  },
  {
    name: 'Mixed-state QuDDPM',
    source: 'Kwun, Zhang, Zhuang, PRA 111, 032610',
    systems: [],
    read: 'Code. Not read: the tables.',
    open: 'One training of `examples/msquddpm.kraus` (docs/states.md); no study.',
  },
  {
    name: 'Quantum hybrid diffusion models (QVUNet)',
    source: 'De Falco et al., arXiv:2402.16147',
    systems: [],
    read: 'Code. Not read: the tables. In the code four of 28 angles of a layer act, and half of the circuits have no gradient.',
    open: 'Parameter counts of the published layout are reproduced, and every angle of ours has a gradient (tests, docs/pictures.md). A baseline of `qsc`; no study of its own, no fully quantum vertex, no quanvolution.',
  },
  {
    name: 'Quantum denoising diffusion models (Q-Dense, QU-Net)',
    source: 'Kölle et al., arXiv:2401.07049',
    systems: [],
    read: 'Code, in which the published QU-Net never calls its circuits. Not read: the tables.',
    open: 'Not built.',
  },
  {
    name: 'Quantum latent diffusion; QDM; QGDM',
    source: 'arXiv:2501.11174, arXiv:2311.15444, arXiv:2401.07039',
    systems: [],
    read: 'Abstracts and a README.',
    open: 'Not built.',
  },
];
