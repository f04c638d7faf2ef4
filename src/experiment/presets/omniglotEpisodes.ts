// A preset whose held-out tasks are a fixed list of episodes, of the kind of Lake's one-shot runs, with the list.

import type { Preset } from './preset.ts';

type DrawnEpisode = readonly [
  alphabet: string,
  /** What the files of its first character begin with; those of the next ones follow. */
  firstNumber: number,
  /** Whose drawings are learned from, and whose are to be recognised. */
  drawers: readonly [support: number, query: number],
  characters: readonly number[],
];

/** As `scripts/draw-episodes.ts` draws them from the Omniglot pack. */
const drawnEpisodes: readonly DrawnEpisode[] = [
  ['Avesta', 1063, [3, 2], [15, 14, 13, 3, 10, 9, 18, 25, 24, 4, 11, 26, 16, 20, 6, 1, 12, 5, 17, 23]],
  ['ULOG', 1598, [16, 8], [5, 10, 19, 18, 26, 17, 15, 4, 24, 7, 8, 21, 1, 9, 20, 16, 3, 22, 2, 12]],
  ['Malayalam', 1272, [8, 7], [17, 11, 16, 46, 13, 41, 24, 29, 1, 20, 12, 37, 31, 30, 3, 14, 21, 44, 22, 25]],
  ['Angelic', 965, [10, 4], [8, 16, 3, 10, 12, 20, 13, 19, 5, 9, 7, 15, 1, 14, 11, 6, 4, 17, 2, 18]],
  ['Aurek-Besh', 1037, [8, 18], [5, 23, 15, 10, 7, 4, 18, 14, 13, 22, 2, 16, 1, 19, 12, 9, 25, 8, 3, 20]],
  ['Mongolian', 1359, [11, 4], [8, 10, 6, 28, 18, 12, 9, 16, 3, 4, 17, 7, 27, 19, 26, 14, 11, 13, 30, 1]],
  ['Kannada', 1205, [4, 6], [15, 41, 1, 9, 28, 33, 16, 8, 4, 19, 7, 35, 34, 13, 11, 37, 39, 40, 38, 21]],
  ['Sylheti', 1503, [13, 18], [23, 27, 24, 11, 12, 1, 10, 13, 26, 6, 18, 20, 8, 15, 22, 19, 2, 5, 7, 9]],
  ['Oriya', 1434, [12, 1], [19, 33, 1, 13, 23, 30, 39, 11, 12, 21, 10, 9, 35, 41, 25, 4, 24, 8, 31, 38]],
  ['Gurmukhi', 1160, [17, 14], [17, 23, 19, 40, 41, 45, 7, 39, 1, 9, 8, 18, 42, 11, 20, 3, 16, 15, 4, 6]],
  ['Keble', 1246, [14, 15], [10, 22, 19, 12, 8, 4, 9, 15, 14, 17, 5, 20, 11, 1, 6, 24, 2, 26, 23, 7]],
  [
    'Old_Church_Slavonic_(Cyrillic)',
    1389,
    [12, 20],
    [1, 11, 25, 27, 32, 20, 44, 10, 14, 19, 6, 7, 16, 40, 34, 30, 17, 3, 22, 29],
  ],
  ['Tengwar', 1531, [8, 15], [21, 24, 11, 17, 1, 3, 14, 20, 7, 10, 12, 2, 25, 4, 19, 18, 22, 9, 6, 16]],
  ['Glagolitic', 1115, [12, 4], [20, 45, 10, 24, 42, 25, 9, 29, 38, 22, 3, 33, 11, 15, 8, 23, 41, 44, 1, 26]],
  ['Atlantean', 1011, [11, 16], [9, 20, 3, 5, 26, 24, 21, 12, 25, 2, 1, 4, 17, 18, 6, 10, 15, 13, 7, 23]],
  ['Syriac_(Serto)', 1480, [4, 1], [21, 13, 15, 22, 18, 3, 14, 9, 1, 4, 11, 6, 16, 8, 12, 2, 17, 19, 10, 7]],
  ['Manipuri', 1319, [1, 17], [11, 10, 4, 22, 32, 8, 30, 24, 17, 9, 23, 1, 15, 12, 37, 27, 5, 21, 40, 25]],
  ['Ge_ez', 1089, [12, 18], [8, 6, 17, 22, 5, 18, 23, 12, 7, 19, 3, 4, 11, 24, 21, 26, 1, 2, 25, 14]],
  ['Tibetan', 1556, [18, 19], [10, 4, 24, 23, 22, 9, 2, 20, 5, 33, 29, 14, 26, 18, 39, 11, 12, 3, 42, 25]],
  ['Atemayar_Qelisayer', 985, [14, 4], [17, 23, 11, 15, 13, 20, 2, 9, 26, 12, 16, 8, 5, 7, 18, 10, 21, 24, 6, 4]],
];

function listText(): string {
  const rows = drawnEpisodes.flatMap(([alphabet, firstNumber, drawers, characters], episode) =>
    drawers.flatMap((drawer, place) =>
      characters.map((character) => {
        const name = `${alphabet}/character${padded(character, 2)}`;
        const file = `${padded(firstNumber + character - 1, 4)}_${padded(drawer, 2)}.png`;
        return `${episode + 1},${place === 0 ? 'support' : 'query'},${name},${name}/${file}\n`;
      }),
    ),
  );
  return `episode,side,class,sample\n${rows.join('')}`;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

export const omniglotEpisodes: Preset = {
  id: 'omniglot-episodes',
  title: 'Omniglot, 20 episodes from a list',
  group: 'domains',
  description:
    "A fixed list of 20-way 1-shot tasks within an alphabet, as Lake's one-shot runs are; the list is one of that kind, not his.",
  needs: 'omniglot',
  companions: [{ name: 'omniglot-episodes.csv', text: listText() }],
  text: `{
  // Held-out tasks are a list: 20 episodes within an alphabet, one drawing of each character to learn from, by one drawer, and
  // one by another to recognise. It is of the kind of Lake's 20 one-shot runs, and not his list: set "path" to his
  // all_runs.zip to be measured on that.
  "name": "Omniglot, 20 episodes",
  "tags": ["omniglot", "20-way", "1-shot", "episodes"],
  "seed": 0,

  "task": {
    "kind": "images",
    // The 30 background alphabets train, the 20 evaluation alphabets are held out; episodes are of held-out characters alone.
    "dataset": { "source": "omniglot", "split": "lakeOriginal" },
    "episodes": { "path": "omniglot-episodes.csv" },
    "rotations": true,
    // Those of the list.
    "ways": 20,
    "shots": 1,
    "queries": 1,
    "trainShots": 10
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 5000,
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 10,
    "innerBatch": 20,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.0005, "beta1": 0, "state": "carried", "reduction": "sum" }
  },

  // Each of the 20 episodes, once.
  "evaluation": { "every": 500, "tasks": 20, "innerSteps": 50, "innerBatch": 10 },

  "checkpoint": { "every": 500 }
}
`,
};
