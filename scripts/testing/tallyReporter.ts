// mocha's spec reporter that also leaves the tally in a file.

import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { collectTally, tallyFileVariable } from './tally.ts';

export default class TallyReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const tally = collectTally(runner);
    // Synchronously: mocha may end the process as soon as the listeners have returned.
    runner.once('end', () => {
      const file = process.env[tallyFileVariable];
      if (file !== undefined) writeFileSync(file, JSON.stringify(tally()));
    });
  }
}
