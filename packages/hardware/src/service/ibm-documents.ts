import { couplingGraph, type Device } from '../devices/index.js';

/** A device as in IBM's list of backends. */
export function listingOf(device: Device, waiting: number) {
  const [family, revision] = device.family.split(' r');
  return {
    name: device.name,
    status: { name: 'online', reason: 'available' },
    is_simulator: false,
    qubits: device.qubits.length,
    processor_type: { family, revision, segment: null },
    queue_length: waiting,
  };
}

/** IBM's `status` document of a device that works. */
export function statusOf(waiting: number) {
  return { state: true, status: 'active', message: 'available', length_queue: waiting, backend_version: '1.0.0' };
}

/** A device as IBM's `configuration` document. */
export function configurationOf(device: Device) {
  const { entangler } = couplingGraph(device);
  const [family, revision] = device.family.split(' r');
  return {
    backend_name: device.name,
    backend_version: '1.0.0',
    n_qubits: device.qubits.length,
    basis_gates: device.basis,
    coupling_map: device.gates.filter(({ name }) => name === entangler).map(({ qubits }) => qubits),
    supported_instructions: [...device.basis, 'delay', 'measure', 'reset', 'if_else'],
    processor_type: { family, revision },
    default_rep_delay: device.repetitionDelay * 1e6,
    rep_delay_range: [0, 500],
    max_shots: 100_000,
    max_experiments: 300,
    simulator: false,
    local: false,
    open_pulse: false,
    dt: 4,
  };
}

/** A device as IBM's `properties` document. */
export function propertiesOf(device: Device) {
  const date = device.calibrated;
  const value = (name: string, unit: string, of: number) => ({ name, unit, value: of, date });
  const finite = (name: string, unit: string, of: number) => (Number.isFinite(of) ? [value(name, unit, of)] : []);
  return {
    backend_name: device.name,
    backend_version: '1.0.0',
    last_update_date: date,
    qubits: device.qubits.map(({ t1, t2, p1given0, p0given1, readoutTime }) => [
      ...finite('T1', 'us', t1 * 1e6),
      ...finite('T2', 'us', t2 * 1e6),
      value('readout_error', '', (p1given0 + p0given1) / 2),
      value('prob_meas0_prep1', '', p0given1),
      value('prob_meas1_prep0', '', p1given0),
      value('readout_length', 'ns', readoutTime * 1e9),
    ]),
    gates: device.gates.map(({ name, qubits, error, time }) => ({
      gate: name,
      qubits,
      name: `${name}${qubits.join('_')}`,
      parameters: [
        ...(error === undefined ? [] : [value('gate_error', '', error)]),
        value('gate_length', 'ns', time * 1e9),
      ],
    })),
    general: [],
  };
}
