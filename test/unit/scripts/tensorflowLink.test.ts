// Linking TensorFlow's library: what is taken out of a wheel, and what stands in for the Python that the library refers
// to.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import { pythonStandIns } from '../../../scripts/tensorflow/buildBinding.ts';
import { linkTensorFlow } from '../../../scripts/tensorflow/linkTensorFlow.ts';
import { unpackWheel } from '../../../scripts/tensorflow/unpackWheel.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('tensorflow:link', () => {
  const folder = useTemporaryFolder();

  async function writeWheel(names: readonly string[]): Promise<string> {
    const file = path.join(folder(), 'some.whl');
    await writeFile(
      file,
      zipSync(Object.fromEntries(names.map((name) => [name, strToU8(`content of ${name} `.repeat(9999))]))),
    );
    return file;
  }

  const needed = [
    'tensorflow/libtensorflow_framework.so.2',
    'tensorflow/python/_pywrap_tensorflow_internal.so',
    'tensorflow/include/tensorflow/c/c_api.h',
    'tensorflow/include/tensorflow/c/eager/c_api.h',
    'tensorflow/include/tensorflow/core/platform/ctstring_internal.h',
  ];

  it('takes the libraries and the headers of the C interface out of a wheel, and nothing else', async () => {
    const wheel = await writeWheel([
      ...needed,
      'tensorflow/__init__.py',
      'tensorflow/include/tensorflow/core/public/session.h',
    ]);
    const target = path.join(folder(), 'deps');
    await unpackWheel(wheel, target);
    for (const name of ['lib/libtensorflow_framework.so.2', 'lib/_pywrap_tensorflow_internal.so']) {
      assert.match(await readFile(path.join(target, name), 'utf8'), /^(content of tensorflow\/[\w/.]+ ){9999}$/);
    }
    assert.ok(existsSync(path.join(target, 'include/tensorflow/c/eager/c_api.h')));
    assert.ok(existsSync(path.join(target, 'include/tensorflow/core/platform/ctstring_internal.h')));
    assert.ok(!existsSync(path.join(target, 'include/tensorflow/core/public')));
  });

  it('refuses a wheel that lacks a library, and names it', async () => {
    const wheel = await writeWheel(needed.slice(1));
    await assert.rejects(
      unpackWheel(wheel, folder()),
      /is not a wheel of tensorflow-cpu .*lacks lib\/libtensorflow_framework\.so\.2\./,
    );
  });

  it('refuses a file that is no wheel', async () => {
    const file = path.join(folder(), 'text.whl');
    await writeFile(file, 'not a zip file');
    await assert.rejects(unpackWheel(file, folder()), { name: 'LinkError' });
  });

  it('defines every Python symbol once: functions that end the process, and objects', () => {
    const code = pythonStandIns([
      '                 U PyList_New',
      '                 U PyExc_TypeError',
      '                 U _Py_NoneStruct',
      '                 U PyList_New',
      '                 U malloc@GLIBC_2.2.5',
      '                 w PyUnneeded_Weak',
    ]);
    assert.equal(code.match(/PyList_New\(\) \{ refuse\("PyList_New"\); \}/g)?.length, 1);
    assert.match(code, /char PyExc_TypeError\[1024\];/);
    assert.match(code, /char _Py_NoneStruct\[1024\];/);
    assert.doesNotMatch(code, /malloc|Unneeded/);
  });

  describe('says what is missing or went wrong', () => {
    const onPath = () => path.join(folder(), 'programs');

    /** A POSIX shell script on the PATH, which is all that there is besides the system's own programs. */
    async function provide(name: string, script = 'exit 0'): Promise<void> {
      await mkdir(onPath(), { recursive: true });
      await writeFile(path.join(onPath(), name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }

    const link = (wheel?: string) =>
      linkTensorFlow({
        target: path.join(folder(), 'tensorflow'),
        wheel,
        signal: new AbortController().signal,
        report: () => undefined,
        environment: { PATH: onPath() },
      });

    beforeEach(function () {
      if (process.platform !== 'linux' || process.arch !== 'x64') {
        console.log('      skipped: TensorFlow can be linked on Linux on x64 processors only');
        this.skip();
      }
    });

    afterEach(() =>
      assert.ok(!readdirSync(folder()).some((name) => name.startsWith('tensorflow')), 'something was left behind'),
    );

    const provideAll = async (...others: readonly [name: string, script: string][]) => {
      for (const name of ['c++', 'nm', 'npm']) await provide(name);
      for (const [name, script] of others) await provide(name, script);
    };

    it('a compiler', () =>
      assert.rejects(link(), /A C\+\+ compiler \(c\+\+, g\+\+, clang\+\+\) was not found on the PATH/));

    it('nm', async () => {
      await provide('g++');
      await assert.rejects(link(), /^LinkError: nm, which comes with the compiler’s binutils, was not found/);
    });

    it('npm', async () => {
      await provide('c++');
      await provide('llvm-nm');
      await assert.rejects(link(), /npm was not found on the PATH/);
    });

    it('the wheel that was named', async () => {
      await assert.rejects(link(path.join(folder(), 'none.whl')), /There is no file .*none\.whl/);
    });

    it('Python', async () => {
      await provideAll();
      await assert.rejects(link(), /Python was not found on the PATH.*pip download .*tensorflow-cpu==2\.9\.1.*--wheel/);
    });

    it('pip', async () => {
      await provideAll(['python3', 'echo "/usr/bin/python3: No module named pip" >&2; exit 1']);
      await assert.rejects(link(), /This Python has no pip/);
    });

    it('the way to pip’s index', async () => {
      await provideAll(['python3', 'echo "NewConnectionError: Name or service not known" >&2; exit 1']);
      await assert.rejects(link(), /pip could not reach its index \(.*\).*HTTPS_PROXY/);
    });

    it('the way to npm’s registry', async () => {
      await provideAll(['npm', 'echo "npm error code EAI_AGAIN" >&2; exit 1']);
      await assert.rejects(
        link(await writeWheel(needed)),
        /npm could not install the packages\..*\(EAI_AGAIN\).*HTTPS_PROXY/s,
      );
    });

    it('what the compiler complains of', async () => {
      await provideAll(
        ['nm', 'echo "                 U PyList_New"'],
        ['npm', '/bin/mkdir -p node_modules/@tensorflow/tfjs-node/binding'],
        ['c++', 'echo "error: unrecognized command-line option" >&2; exit 1'],
      );
      await assert.rejects(link(await writeWheel(needed)), /c\+\+ failed:\nerror: unrecognized command-line option/);
    });
  });

  it('does not touch a folder that something else made', async () => {
    await writeFile(path.join(folder(), 'thesis.tex'), '');
    const { signal } = new AbortController();
    const request = { target: folder(), wheel: undefined, signal, report: () => undefined, environment: process.env };
    await assert.rejects(linkTensorFlow(request), /was not made by this script/);
    assert.ok(existsSync(path.join(folder(), 'thesis.tex')));
  });
});
