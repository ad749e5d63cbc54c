/** Images as amplitudes of qubits: scrambling, circuits with collapse. */
export { amplitudeImages } from './amplitude-images.js';
