// The catalogue is consistent in itself, and its sums and rules are those of the real data.

import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { userFolder } from '../../../src/base/userFolder.ts';
import { catalogue, describeDataset } from '../../../src/datasets/catalogue.ts';
import { breachOf } from '../../../src/datasets/contentRules.ts';
import { type ContentRule, datasetIds, isDatasetId } from '../../../src/datasets/dataset.ts';
import { dataFolder, datasetFolder } from '../../../src/datasets/datasetFolder.ts';
import { parseSums, type SummedFile, sumFile } from '../../../src/datasets/sums.ts';
import { readEntryPath } from '../../../src/datasets/unpack/entryPath.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;

describe('the catalogue of data sets', () => {
  const folder = useTemporaryFolder();

  it('names every data set once, with all that a person wants to know', () => {
    assert.deepEqual(
      catalogue.map(({ id }) => id),
      [...datasetIds],
    );
    for (const dataset of catalogue) {
      assert.equal(describeDataset(dataset.id), dataset);
      for (const text of [dataset.title, dataset.description, dataset.license, dataset.citation, dataset.usedBy])
        assert.ok(text.length > 2);
      assert.match(dataset.homepage, /^https:\/\//);
    }
    assert.ok(isDatasetId('omniglot') && !isDatasetId('imagenet') && !isDatasetId(undefined));
  });

  it('has encrypted addresses, safe names, possible sums, and a proof for every file', () => {
    for (const { id, files, contents } of catalogue) {
      assert.equal(new Set(files.map(({ name }) => name)).size, files.length);
      for (const { name, addresses, checksum, size } of files) {
        assert.equal(readEntryPath(name).kind, 'safe', name);
        for (const address of addresses) assert.equal(new URL(address).protocol, 'https:');
        if (checksum.kind === 'sha256') {
          assert.match(checksum.value, /^[0-9a-f]{64}$/);
          assert.equal(size.kind, 'exact');
          assert.match(addresses[0], /\/[0-9a-f]{40}\//, `${name} is taken from a commit that cannot change`);
        } else assert.ok(contents.length > 0, `${id}: ${name} is known by its contents`);
      }
    }
  });

  it('has the sums of the real CLINC150', async function () {
    for (const { name, size, checksum } of describeDataset('clinc150').files) {
      const found = await sumFile(sharedDataOrSkip(this, 'clinc150', name), never);
      assert.deepEqual([found.bytes, found.sha256], [size.bytes, checksum.kind === 'sha256' && checksum.value]);
    }
  });

  it('knows the real recordings of spoken digits, and misses one that is changed, cut off or not there', async function () {
    this.timeout(60_000);
    const archive = unzipSync(await readFile(sharedDataOrSkip(this, 'free-spoken-digits', 'fsdd-takes0-19.zip')));
    const rules = describeDataset('free-spoken-digits').contents;
    const [recordings, digest] = rules;
    assert.ok(recordings?.kind === 'recordings' && digest?.kind === 'digest');
    assert.equal(recordings.names().length, 3000);
    await mkdir(path.join(folder(), 'recordings'));
    const silence = waveOf(100);
    const names = recordings.names();
    for (let first = 0; first < names.length; first += 100) {
      const batch = names.slice(first, first + 100);
      await Promise.all(
        batch.map((name) =>
          writeFile(path.join(folder(), 'recordings', name), archive[`recordings/${name}`] ?? silence),
        ),
      );
    }
    const sums = await Promise.all(
      digest.paths().map(async (name) => ({ path: name, ...(await sumFile(path.join(folder(), name), never)) })),
    );
    assert.equal(await breachOf(digest, folder(), sums, never), undefined);
    const [first, ...others] = sums;
    const changed =
      first === undefined
        ? []
        : [{ ...first, sha256: first.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }];
    for (const wrong of [[...changed, ...others], others]) {
      assert.match(
        (await breachOf(digest, folder(), wrong, never)) ?? '',
        /The files are others than those that are known/,
      );
    }

    const judge = () => breachOf(recordings, folder(), [], never);
    assert.equal(await judge(), undefined);
    const unknown = path.join(folder(), 'recordings', '3_theo_47.wav');
    await writeFile(unknown, silence.subarray(0, 50));
    assert.match((await judge()) ?? '', /recordings\/3_theo_47\.wav is no whole WAVE file/);
    await writeFile(path.join(folder(), 'recordings', '3_anna_1.wav'), silence);
    assert.match((await judge()) ?? '', /holds files that are not known, for instance 3_anna_1\.wav/);
    await rm(unknown);
    assert.match((await judge()) ?? '', /1 recordings are missing from recordings, for instance 3_theo_47\.wav/);
  });

  it('knows the split of mini-ImageNet by its classes and their numbers of images', async () => {
    const dataset = describeDataset('mini-imagenet');
    const splits = dataset.contents.flatMap((rule) => (rule.kind === 'split' ? [rule] : []));
    assert.deepEqual(
      splits.map(({ file, labels }) => [file, labels.length]),
      [
        ['train.csv', 64],
        ['val.csv', 16],
        ['test.csv', 20],
      ],
    );
    assert.equal(new Set(splits.flatMap(({ labels }) => labels)).size, 100);
    for (const rule of splits) {
      const lines = splitLines(rule);
      const size = dataset.files.find(({ name }) => name === rule.file)?.size.bytes ?? 0;
      assert.ok(Math.abs(lines.join('').length - size) < 100);
      const judge = async (changed: readonly string[]) => {
        await writeFile(path.join(folder(), rule.file), changed.join(''));
        return breachOf(rule, folder(), [], never);
      };
      assert.equal(await judge(lines), undefined);
      if (rule.file !== 'val.csv') continue;
      assert.equal(await judge(lines.map((line) => line.replace('\n', '\r\n'))), undefined);
      assert.match((await judge(lines.slice(0, -1))) ?? '', /has 599 files of label n\d+, but should have 600/);
      assert.match((await judge([...lines, lines[1] ?? ''])) ?? '', /names n\d+\.jpg twice/);
      assert.match(
        (await judge([...lines, 'x.jpg,n99999999\n'])) ?? '',
        /has the label n99999999, which does not belong there/,
      );
      assert.match((await judge(lines.slice(1))) ?? '', /has no columns filename and label/);
      assert.match((await judge(['<!DOCTYPE html>\n', '<html lang="en", "x">\n'])) ?? '', /is no CSV|has no columns/);
    }
  });

  it('lies where the environment says, or with what else is kept for the user', () => {
    assert.equal(dataFolder({ REPTILE_LAB_DATA: '/somewhere' }), path.resolve('/somewhere'));
    for (const environment of [{}, { REPTILE_LAB_DATA: '' }]) {
      assert.equal(dataFolder(environment), path.join(userFolder(environment), 'data'));
    }
    assert.equal(datasetFolder('omniglot', { REPTILE_LAB_DATA: '/somewhere' }), path.resolve('/somewhere/omniglot'));
  });

  it('reads lists of sums as sha256sum writes them, and nothing else', () => {
    const sum = 'a'.repeat(64);
    assert.deepEqual(parseSums(`${sum}  a b.txt\n`), [{ sha256: sum, path: 'a b.txt' }] satisfies Pick<
      SummedFile,
      'path' | 'sha256'
    >[]);
    assert.deepEqual(parseSums(`${sum}  a`), undefined);
    assert.deepEqual(parseSums(`${sum} a\n`), undefined);
  });
});

function splitLines({ labels, filesOfEach }: Extract<ContentRule, { kind: 'split' }>): string[] {
  const names = labels.flatMap((label) =>
    Array.from({ length: filesOfEach }, (_, index) => `${label}${String(index + 1).padStart(8, '0')}.jpg,${label}\n`),
  );
  return ['filename,label\n', ...names];
}

/** A WAVE file of so many samples of silence, 8 kHz, 16 bit. */
function waveOf(samples: number): Buffer {
  const wave = Buffer.alloc(44 + 2 * samples);
  wave.write('RIFF', 0, 'latin1');
  wave.writeUInt32LE(wave.length - 8, 4);
  wave.write('WAVEfmt ', 8, 'latin1');
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(8000, 24);
  wave.writeUInt32LE(16_000, 28);
  wave.writeUInt16LE(2, 32);
  wave.writeUInt16LE(16, 34);
  wave.write('data', 36, 'latin1');
  wave.writeUInt32LE(2 * samples, 40);
  return wave;
}
