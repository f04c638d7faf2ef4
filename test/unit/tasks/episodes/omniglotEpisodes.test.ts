// The example's list of episodes, on the whole of Omniglot.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { drawEpisodes } from '../../../../scripts/drawEpisodes.ts';
import { companionsOf } from '../../../../src/experiment/presetFiles.ts';
import { omniglotEpisodes } from '../../../../src/experiment/presets/omniglotEpisodes.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { loadTaskData } from '../../../../src/tasks/createTaskDistribution.ts';
import { episodeAt } from '../../../../src/tasks/episodes/episodes.ts';
import { readCharacterPack } from '../../../../src/tasks/omniglotPack.ts';
import { unpackText } from '../../../../src/tasks/packedTexts.ts';
import { sharedDataOrSkip } from '../../../support/sharedData.ts';

describe("the example's episodes", () => {
  it('are 20 of 20 ways within an alphabet, of two drawers, as the script draws them', async function () {
    const pack = path.dirname(sharedDataOrSkip(this, 'omniglot/omniglot28.bits.gz'));
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-episodes-'));
    try {
      for (const { name, text } of companionsOf(omniglotEpisodes)) await writeFile(path.join(folder, name), text);
      const { experiment } = readExperiment(omniglotEpisodes.text);
      assert.ok(experiment?.task.kind === 'images' && experiment.task.dataset.source === 'omniglot');
      const dataset = { ...experiment.task.dataset, path: pack };
      const data = await loadTaskData({ ...experiment.task, dataset }, folder);
      assert.ok(data.kind === 'images' && data.images.episodes !== undefined);
      const { names, heldOutClasses, episodes } = data.images;
      assert.deepEqual([episodes.count, episodes.ways, episodes.shots, episodes.queries], [20, 20, 1, 1]);
      const drawn = await readCharacterPack(pack).then((found) => drawEpisodes(found.characters, found.names));
      for (const [number, { alphabet, drawers, characters }] of drawn.entries()) {
        const ways = episodeAt(episodes, number);
        assert.deepEqual(
          ways.map(({ from }) => heldOutClasses[from]?.name),
          characters.map((character) => `${alphabet}/character${String(character).padStart(2, '0')}`),
        );
        for (const { support, query } of ways) {
          const drawersOf = [...support, ...query].map((image) => Number(unpackText(names, image).slice(-6, -4)));
          assert.deepEqual(drawersOf, drawers);
        }
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
