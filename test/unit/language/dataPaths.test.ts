// Which place of an experiment file is a path to data, and what may lie there.

import assert from 'node:assert/strict';
import { typedDataPath } from '../../../src/extension/language/dataPaths.ts';

/** The text without its mark, and what is typed at it. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = typedDataPath(text, offset);
  return found && { typed: text.slice(found.start, offset), fileEndings: found.fileEndings };
}

describe('a path to data', () => {
  it('may lead to a zip where the source takes one', () => {
    const images = (rest: string) => `{ "task": { "kind": "images", "dataset": { "source": "folder", ${rest} } } }`;
    assert.deepEqual(at(images('"path": "data/pe|"')), { typed: 'data/pe', fileEndings: ['.zip'] });
    assert.deepEqual(at(images('"path": "pets.zip", "split": "s|"')), { typed: 's', fileEndings: ['.json'] });
    assert.deepEqual(at('{ "task": { "kind": "images", "dataset": { "source": "omniglot", "path": "|" } } }'), {
      typed: '',
      fileEndings: [],
    });
  });

  it('may lead to a table where the source is one, whichever key comes first', () => {
    const found = at('{ "task": { "dataset": { "path": "in|", "source": "file" }, "kind": "text" } }');
    assert.deepEqual(found?.fileEndings.slice(0, 2), ['.csv', '.tsv']);
  });

  it('may lead to weights where a model begins with some', () => {
    const found = at('{ "model": { "kind": "mlp", "initialization": "run/|" } }');
    assert.deepEqual(found, { typed: 'run/', fileEndings: ['.safetensors', '.npz'] });
    assert.equal(at('{ "model": { "kind": "layers", "layers": [{ "initialization": "|" }] } }'), undefined);
  });

  it('is none in a text that is nested deeper, or longer, than any experiment', () => {
    assert.equal(typedDataPath('['.repeat(100_000), 50_000), undefined);
    assert.equal(at(`{ "task": { "dataset": { "path": "a|" } } }${' '.repeat(300_000)}`), undefined);
  });

  it('is found in a file that is not finished', () => {
    assert.deepEqual(at('{ "task": { "kind": "images", "dataset": { "source": "folder", "path": "a/|"'), {
      typed: 'a/',
      fileEndings: ['.zip'],
    });
  });

  it('is neither a key nor any other text', () => {
    assert.equal(at('{ "task": { "dataset": { "pa|": "x" } } }'), undefined);
    assert.equal(at('{ "name": "x|" }'), undefined);
    assert.equal(at('{ "task": { "dataset": { "source": "fol|" } } }'), undefined);
    assert.equal(at('{ "task": { "dataset": { "toString": "|" } } }'), undefined);
  });
});
