// The states that a run can be asked for.

import { shownStates } from '../../words/states.ts';

/** In the order of a run's life; how a state is shown beyond that depends on who looks. */
export const runStates = shownStates.filter((state) => state !== 'unapproved' && state !== 'diverged');
