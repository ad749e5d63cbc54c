import type { CodeEntry } from './code-entry.js';

/** K4xx: hardware. */
export const hardwareCodes = {
  K401: {
    title: 'More qubits than the device has',
    explanation:
      'Every wire of a circuit is a qubit of the device, and only those listed in `qubits` may be used, if any are.',
    mend: 'Take a smaller circuit or a larger device, or leave `qubits` out.',
    decided: 'device',
    example: 'device-with-too-few-qubits',
  },
  K402: {
    title: 'Not for a device',
    explanation:
      'A device starts from |0…0> and runs gates, measurements, resets and conditions on qubits. It has no noise channels (it brings its own noise), no ' +
      'systems of more than two levels, no given initial states, and no matrices on three and more qubits. A step of a walk on a device is made of gates alone.',
    mend: 'Take it out, or write it as gates; without `on` the circuit is simulated as it stands.',
    decided: 'device',
    example: 'device-runs-noise',
  },
  K403: {
    title: 'Qubits not connected',
    explanation:
      'Only neighbours on the chip can be entangled. States are swapped along neighbours until they meet, which costs up to three two-qubit gates a step ' +
      '(information); where the qubits that may be used are not connected at all, nothing leads from one to the other (error).',
    mend: 'Leave `qubits` out, so that the best ones are chosen, or list neighbours; entangle along a line where that serves as well.',
    decided: 'device',
    example: 'device-qubits-apart',
  },
  K404: {
    title: 'More than one job may take',
    explanation: 'IBM takes up to 10,000,000 shots of all circuits of a job together, and three hours.',
    mend: 'Take fewer shots; several runs are several jobs.',
    decided: 'device',
    example: 'device-with-too-many-shots',
  },
  K405: {
    title: 'Deeper than the device can hold',
    explanation:
      'Each gate errs, and while it takes its time every qubit relaxes (T1) and loses coherence (T2). From the calibration follows the share of shots in which ' +
      'nothing goes wrong: the product of the process fidelities of all gates and waiting times, and of the chances to read right. Below a half, what is ' +
      'read is more noise than circuit. Errors that cancel or do not show count too, so results can be better than that.',
    mend: 'Take fewer layers, steps or qubits. Where the noise is what you want, as in the forward process of a model, let it stand.',
    decided: 'device',
    example: 'device-circuit-too-deep',
  },
  K406: {
    title: 'Figures that no qubit has',
    explanation:
      'T2 is at most 2 T1: relaxation alone destroys coherence at half its rate, 1/T2 = 1/(2 T1) + 1/Tφ. A device by its error rates is given T2 = 2 T1 where more was asked.',
    mend: 'Give a T2 of at most 2 T1.',
    decided: 'device',
    example: 'device-with-impossible-times',
  },
} as const satisfies Record<string, CodeEntry>;
