// Stands in for an extension host: starts a trainer, says so, and stays until it is killed.

import { spawnTrainer } from '../../../../src/launchers/spawnTrainer.ts';

const [script = '', directory = '', logFile = ''] = process.argv.slice(2);
const command = { program: process.execPath, script, environment: {} };
const { pid } = await spawnTrainer(command, { directory, logFile, programFiles: undefined });
console.log(`started ${pid}`);
setInterval(() => {}, 1000);
