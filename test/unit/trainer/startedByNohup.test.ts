import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { installationFolder } from '../../../src/base/installation.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('being started by nohup', function () {
  this.timeout(60_000);
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const folder = useTemporaryFolder();

  /** What a program that a shell starts so says of itself; `PROGRAM` stands for it. */
  async function askUnder(shell: string, line: string): Promise<string> {
    const program = path.join(folder(), 'ask.mjs');
    const answer = path.join(folder(), 'answer');
    await build({
      stdin: {
        contents: `import { isStartedByNohup } from './src/trainer/startedByNohup.ts';
          import { writeFileSync } from 'node:fs';
          writeFileSync(${JSON.stringify(answer)}, String(isStartedByNohup()));`,
        resolveDir: installationFolder,
        loader: 'ts',
      },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    const { _, ...environment } = process.env;
    await promisify(execFile)(shell, ['-c', line.replaceAll('PROGRAM', `"${process.execPath}" "${program}"`)], {
      cwd: folder(),
      env: environment,
    });
    return readFileSync(answer, 'utf8');
  }

  for (const [line, expected] of [
    ['PROGRAM > out 2>&1', 'false'],
    ['PROGRAM < /dev/null', 'false'],
    ['PROGRAM 0> /dev/null', 'true'],
    ['echo | PROGRAM', 'false'],
  ] as const) {
    it(`is ${expected} of ${line}`, async () => {
      assert.equal(await askUnder('sh', line), expected);
    });
  }

  for (const [line, expected] of [
    ['nohup PROGRAM > out 2>&1', 'true'],
    ['nohup env A=1 PROGRAM > out 2>&1 &\nwait', 'true'],
    ['nohup true; PROGRAM > out 2>&1', 'false'],
  ] as const) {
    it(`is ${expected} of ${line}`, async function () {
      if ((await promisify(execFile)('bash', ['-c', 'command -v nohup']).catch(() => undefined)) === undefined)
        return this.skip();
      assert.equal(await askUnder('bash', line), expected);
    });
  }
});
