/** Studies behind published claims: what is claimed, what is run, how it is judged. */
export { type Finding, inWords, type Measured, Results, summaryOf } from './results.js';
export { finishedTrials, runStudy, type StudyEnd } from './run-study.js';
export { studies } from './studies/index.js';
export type { Arm, Claim, Figure, Study, Trial } from './study.js';
export { summaryPage } from './summary.js';
export { writeReproduction } from './write-reproduction.js';
