export { ibmFile, snapshot, snapshotNames } from './snapshots.js';
