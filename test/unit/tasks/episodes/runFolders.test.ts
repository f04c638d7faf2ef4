// Lake's one-shot runs as they are distributed: folders of drawings, which are known by their pixels.

import assert from 'node:assert/strict';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { loadTaskData } from '../../../../src/tasks/createTaskDistribution.ts';
import { episodeAt } from '../../../../src/tasks/episodes/episodes.ts';
import { unpackText } from '../../../../src/tasks/packedTexts.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { type Tree, textFile, writeTree, writeZip } from '../../../support/imageData.ts';
import { noisePng } from '../../../support/pngs.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const characters = ['character01', 'character02', 'character03'];
const drawings = 4;

describe("Lake's runs as episodes", () => {
  const folder = useTemporaryFolder();
  let tree: Tree;

  /** Omniglot in small, each drawing of noise of its own: one alphabet trains, one is held out. */
  beforeEach(async () => {
    const random = randomStream(0, 'split');
    const files = ['images_background/Latin', 'images_evaluation/Tagalog'].flatMap((alphabet) =>
      characters.flatMap((character) =>
        Array.from({ length: drawings }, (_, drawing) => [
          `${alphabet}/${character}/07${character.slice(-2)}_0${drawing + 1}.png`,
          noisePng(random, 28),
        ]),
      ),
    );
    tree = Object.fromEntries(files);
    await writeTree(path.join(folder(), 'data'), tree);
  });

  const drawing = (character: number, number: number, alphabet = 'images_evaluation/Tagalog') =>
    tree[`${alphabet}/character0${character}/070${character}_0${number}.png`] ?? new Uint8Array();

  const runs = (): Tree => ({
    'run01/training/class01.png': drawing(2, 1),
    'run01/training/class02.png': drawing(3, 1),
    'run01/test/item01.png': drawing(3, 4),
    'run01/test/item02.png': drawing(2, 4),
    'run01/class_labels.txt': textFile(
      'run01/test/item01.png run01/training/class02.png\nrun01/test/item02.png run01/training/class01.png\n',
    ),
    'run02/training/class01.png': drawing(1, 2),
    'run02/training/class02.png': drawing(2, 2),
    'run02/test/item01.png': drawing(1, 3),
    'run02/test/item02.png': drawing(2, 3),
    'run02/class_labels.txt': textFile(
      'run02/test/item01.png run02/training/class01.png\r\nrun02/test/item02.png run02/training/class02.png',
    ),
  });

  async function load(episodes: string) {
    const { experiment } = readExperiment(
      JSON.stringify({
        name: 'runs',
        task: {
          kind: 'images',
          dataset: { source: 'omniglot', path: 'data', split: 'lakeOriginal' },
          episodes: { path: episodes },
          ways: 2,
          shots: 1,
          queries: 1,
          trainShots: 2,
        },
        model: { kind: 'mlp', hidden: [4] },
        algorithm: { innerOptimizer: { kind: 'adam' } },
      }),
    );
    assert.ok(experiment !== undefined);
    const data = await loadTaskData(experiment.task, folder());
    assert.ok(data.kind === 'images' && data.images.episodes !== undefined);
    return { images: data.images, episodes: data.images.episodes };
  }

  it('are read from a folder and from a zip, alike, and are the list that names the same drawings', async () => {
    await writeTree(path.join(folder(), 'runs'), runs());
    await writeZip(path.join(folder(), 'all_runs.zip'), runs());
    const rows = [
      'run01,support,3,3_01|run01,support,2,2_01|run01,query,3,3_04|run01,query,2,2_04',
      'run02,support,1,1_02|run02,support,2,2_02|run02,query,1,1_03|run02,query,2,2_03',
    ].flatMap((run) => run.split('|'));
    const list = rows.map((row) =>
      row.replace(/,(\d),(\d)_(\d\d)$/, ',Tagalog/character0$1,Tagalog/character0$2/070$2_$3.png'),
    );
    await writeTree(folder(), { 'list.csv': textFile(['episode,side,class,sample', ...list].join('\n')) });
    const { images, episodes } = await load('runs');
    const { location, ...content } = episodes;
    assert.equal(location, path.join(folder(), 'runs'));
    for (const other of ['all_runs.zip', 'list.csv']) {
      const { location: _, ...same } = (await load(other)).episodes;
      assert.deepEqual(same, content);
    }
    const [way] = episodeAt(episodes, 0);
    assert.equal(images.heldOutClasses[way?.from ?? -1]?.name, 'Tagalog/character03');
    assert.equal(unpackText(images.names, way?.query[0] ?? -1), 'Tagalog/character03/0703_04.png');
  });

  const faults: readonly (readonly [string, () => Tree, RegExp])[] = [
    [
      'a line that names no pair',
      () => ({ 'run01/class_labels.txt': textFile('run01/test/item01.png\n') }),
      /class_labels\.txt, line 1: it names no pair of files/,
    ],
    [
      'a file that is not there',
      () => ({ 'run01/class_labels.txt': textFile('\nrun01/test/item09.png run01/training/class02.png\n') }),
      /line 2: there is no file "run01\/test\/item09\.png"/,
    ],
    [
      'a drawing without a label',
      () => ({ 'run02/test/item03.png': drawing(1, 4) }),
      /item03\.png is a drawing that run02\/class_labels\.txt does not name/,
    ],
    [
      'a drawing that the data do not have',
      () => ({ 'run02/test/item01.png': noisePng(randomStream(9, 'split'), 28) }),
      /item01\.png shows none of the data's drawings/,
    ],
    [
      'a drawing of a character that trains',
      () => ({ 'run02/test/item01.png': drawing(1, 1, 'images_background/Latin') }),
      /line 1 \(run02\/test\/item01\.png\): .* is trained on/,
    ],
    ['what is no PNG', () => ({ 'run02/test/item01.png': textFile('a picture') }), /Cannot read .*item01\.png/],
    [
      'an item of another class than its label',
      () => ({ 'run02/test/item01.png': drawing(3, 3) }),
      /is of the class "Tagalog\/character03", not "Tagalog\/character01"/,
    ],
    [
      'the same drawing as support and query',
      () => ({ 'run02/test/item01.png': drawing(1, 2) }),
      /stands on both sides of the episode "run02"/,
    ],
    [
      'a path out of the folder',
      () => ({ 'run01/class_labels.txt': textFile('../../etc/passwd run01/training/class02.png\n') }),
      /line 1: there is no file "\.\.\/\.\.\/etc\/passwd"/,
    ],
  ];
  for (const [name, change, message] of faults) {
    it(`with ${name} are refused, with the place`, async () => {
      await writeTree(path.join(folder(), 'runs'), { ...runs(), ...change() });
      await assert.rejects(load('runs'), (error: unknown) => {
        assert.ok(error instanceof TaskError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('are told what is needed where a folder holds none, and a list that is not there is named', async () => {
    await writeTree(path.join(folder(), 'empty'), { 'readme.txt': textFile('nothing') });
    await assert.rejects(load('empty'), /holds no lists of episodes.*run01\/training\/\*\.png/);
    await assert.rejects(load('absent.csv'), /Cannot read the list of episodes .*absent\.csv: it does not exist/);
  });
});
