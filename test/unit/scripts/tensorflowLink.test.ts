// Linking TensorFlow's library: what is taken out of a wheel, and what stands in for the Python that the library refers to.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
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
    await writeFile(file, zipSync(Object.fromEntries(names.map((name) => [name, strToU8(`content of ${name} `.repeat(9999))]))));
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
    const wheel = await writeWheel([...needed, 'tensorflow/__init__.py', 'tensorflow/include/tensorflow/core/public/session.h']);
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

  it('does not touch a folder that something else made', async () => {
    await writeFile(path.join(folder(), 'thesis.tex'), '');
    const request = { target: folder(), wheel: undefined, signal: new AbortController().signal, report: () => undefined };
    await assert.rejects(linkTensorFlow(request), /was not made by this script/);
    assert.ok(existsSync(path.join(folder(), 'thesis.tex')));
  });
});
