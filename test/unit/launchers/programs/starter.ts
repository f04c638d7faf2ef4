// Stands in for an extension host: starts a trainer, says so, and stays until it is killed.

import { spawnTrainer } from '../../../../src/launchers/spawnTrainer.ts';

const [script = '', directory = '', logFile = ''] = process.argv.slice(2);
const { pid } = await spawnTrainer({ program: process.execPath, script, environment: {} }, directory, logFile);
console.log(`started ${pid}`);
setInterval(() => {}, 1000);
