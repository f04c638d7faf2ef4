// Omniglot: 1,623 handwritten characters of 50 alphabets, 20 drawings of each.

import type { Dataset } from '../dataset.ts';

const commit = '057f034baf2ecb8530bc5710e5a23584d2a519cc';

/**
 * The two zips of the Python part. Their sizes and SHA-256 are those that TensorFlow Datasets publishes
 * (`url_checksums/omniglot.txt`); torchvision's data set prototype has the same sums.
 */
export const omniglot: Dataset = {
  id: 'omniglot',
  title: 'Omniglot',
  description:
    '1,623 handwritten characters of 50 alphabets, each drawn by 20 people; 32,460 PNGs of 105 × 105 pixels.',
  license: 'MIT',
  citation:
    'Lake, Salakhutdinov, Tenenbaum (2015), Human-level concept learning through probabilistic program induction, Science 350(6266), 1332–1338.',
  homepage: 'https://github.com/brendenlake/omniglot',
  usedBy: 'task.dataset.source "omniglot"',
  files: [
    zip('images_background.zip', 9_464_212, 'ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640'),
    zip('images_evaluation.zip', 6_462_886, '1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee'),
  ],
  contents: [
    { kind: 'count', folder: 'images_background', ending: '.png', files: 964 * 20 },
    { kind: 'count', folder: 'images_evaluation', ending: '.png', files: 659 * 20 },
  ],
  unpacked: { files: 1623 * 20, bytes: 8_200_000 },
};

function zip(name: string, bytes: number, sha256: string): Dataset['files'][number] {
  return {
    name,
    addresses: [
      `https://raw.githubusercontent.com/brendenlake/omniglot/${commit}/python/${name}`,
      `https://github.com/brendenlake/omniglot/raw/master/python/${name}`,
    ],
    size: { kind: 'exact', bytes },
    checksum: { kind: 'sha256', value: sha256 },
    placement: { kind: 'unzip', strip: 0, below: name.replace('.zip', '/') },
  };
}
