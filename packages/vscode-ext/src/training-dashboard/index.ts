/** The dashboard of a run: curves, samples, pace, and what can be done with it. */
export { type DashboardHost, Dashboards, nameOf } from './dashboards.js';
export { figuresOf, statusOf } from './run-state.js';
export { RUN_ACTIONS, type RunAction, type RunStatus } from './schema.js';
