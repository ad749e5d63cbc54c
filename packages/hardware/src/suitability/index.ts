/** Whether a device can do what a script asks of it, and how well; without asking the device. */
export { deviceJudge } from './judge.js';
