// The Free Spoken Digit Dataset: ten digits, six speakers, fifty takes of each.

import type { Dataset } from '../dataset.ts';

const commit = '26eb9aaf76e81b692f806f9140c2d2777410d7a1';
const speakers = ['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'];

/**
 * GitHub packs a repository anew whenever it is asked for, so that the archive has no sum to rely on. What is in it is
 * checked: all 3,000 names, each a whole WAVE file, and for takes 0 to 19, of which unchanged copies were at hand, one
 * SHA-256 over all of their sums.
 */
export const freeSpokenDigits: Dataset = {
  id: 'free-spoken-digits',
  title: 'Free Spoken Digits',
  description: '3,000 recordings of the English digits by six speakers, mono, 16 bit, 8 kHz.',
  license: 'CC BY-SA 4.0',
  citation: 'Jackson et al., Free Spoken Digit Dataset (FSDD), Zenodo, doi:10.5281/zenodo.1342401.',
  homepage: 'https://github.com/Jakobovski/free-spoken-digit-dataset',
  usedBy: 'speech tasks: their data is the folder recordings, with files {digit}_{speaker}_{take}.wav',
  files: [
    {
      name: 'free-spoken-digit-dataset.zip',
      addresses: [
        `https://codeload.github.com/Jakobovski/free-spoken-digit-dataset/zip/${commit}`,
        `https://github.com/Jakobovski/free-spoken-digit-dataset/archive/${commit}.zip`,
      ],
      size: { kind: 'about', bytes: 16_000_000, most: 64_000_000 },
      checksum: { kind: 'contents' },
      placement: { kind: 'unzip', strip: 1, below: 'recordings/' },
    },
  ],
  contents: [
    { kind: 'recordings', folder: 'recordings', names: () => namesOfTakes(50) },
    {
      kind: 'digest',
      paths: () => namesOfTakes(20).map((name) => `recordings/${name}`),
      sha256: '1d4e78283c4eafdd1d6d226ee767a6f0cf5d05c4536d620d541f57246b395503',
    },
  ],
  unpacked: { files: 3000, bytes: 22_000_000 },
};

/** The recordings of the first `takes` takes, in code-point order. */
function namesOfTakes(takes: number): string[] {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const numbers = Array.from({ length: takes }, (_, take) => take);
  return digits
    .flatMap((digit) => speakers.flatMap((speaker) => numbers.map((take) => `${digit}_${speaker}_${take}.wav`)))
    .sort();
}
