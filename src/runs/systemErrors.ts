// The same recognition of system errors, for those that look for it among the runs.

export { hasCode, messageOf } from '../experiment/systemErrors.ts';
