// A peer that answers without computing: what it was told, or as its first argument says.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [manner] = process.argv.slice(2);
let workload;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.command === 'quit') break;
  if (manner === 'dies') {
    process.stderr.write('out of memory\n');
    process.exit(3);
  }
  console.log(JSON.stringify(answer(request)));
}

function answer({ command, ...rest }) {
  switch (command) {
    case 'load':
      workload = rest.workload;
      workload.firstWeight = readFileSync(workload.weights).readFloatLE(0);
      return { description: `fake ${workload.loss}` };
    case 'losses':
      return { losses: Array.from({ length: rest.steps + 1 }, (_, step) => workload.firstWeight + rest.first + step) };
    case 'timeSteps':
      return { seconds: rest.loops * workload.steps * (rest.warm ? 2 : 1) };
    case 'memory':
      return { bytes: null };
    default:
      return { error: `ValueError: no ${command} here` };
  }
}
