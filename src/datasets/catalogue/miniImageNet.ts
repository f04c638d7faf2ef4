// mini-ImageNet's split: which images of which 100 ImageNet classes train, validate and test. The images themselves are
// ImageNet's.

import type { Dataset } from '../dataset.ts';

/** Ravi and Larochelle's classes; the reference code of the Reptile paper has the same (`metadata/miniimagenet`). */
const trainClasses = `
  n01532829 n01558993 n01704323 n01749939 n01770081 n01843383 n01910747 n02074367 n02089867 n02091831 n02101006 n02105505 n02108089
  n02108551 n02108915 n02111277 n02113712 n02120079 n02165456 n02457408 n02606052 n02687172 n02747177 n02795169 n02823428 n02966193
  n03017168 n03047690 n03062245 n03207743 n03220513 n03337140 n03347037 n03400231 n03476684 n03527444 n03676483 n03838899 n03854065
  n03888605 n03908618 n03924679 n03998194 n04067472 n04243546 n04251144 n04258138 n04275548 n04296562 n04389033 n04435653 n04443257
  n04509417 n04515003 n04596742 n04604644 n04612504 n06794110 n07584110 n07697537 n07747607 n09246464 n13054560 n13133613`;
const validationClasses = `
  n01855672 n02091244 n02114548 n02138441 n02174001 n02950826 n02971356 n02981792 n03075370 n03417042 n03535780 n03584254 n03770439
  n03773504 n03980874 n09256479`;
const testClasses = `
  n01930112 n01981276 n02099601 n02110063 n02110341 n02116738 n02129165 n02219486 n02443484 n02871525 n03127925 n03146219 n03272010
  n03544143 n03775546 n04146614 n04149813 n04418357 n04522168 n07613480`;

const parts = [
  { file: 'train.csv', labels: namesIn(trainClasses) },
  { file: 'val.csv', labels: namesIn(validationClasses) },
  { file: 'test.csv', labels: namesIn(testClasses) },
] as const;
const filesOfEach = 600;
/** `n0153282900000005.jpg,n01532829` and the end of the line. */
const bytesOfLine = 32;

/**
 * No sum of the three files is published, so their contents are checked: exactly these classes, 600 different images of
 * each.
 */
export const miniImageNet: Dataset = {
  id: 'mini-imagenet',
  title: 'mini-ImageNet (split files)',
  description:
    'Ravi and Larochelle’s split of 100 ImageNet classes: 64 to train on, 16 to validate, 20 to test; 600 images of each.',
  license: 'MIT for the split files; the images are under ImageNet’s terms of access',
  citation: 'Ravi, Larochelle (2017), Optimization as a Model for Few-Shot Learning, ICLR.',
  homepage: 'https://github.com/twitter-research/meta-learning-lstm',
  usedBy: 'task.dataset.source "miniImageNet", together with your own copy of the images',
  remark:
    'ImageNet does not allow its images to be passed on, so only the split files can be got. docs/data-sets.md says how to make the 60,000 images from your own copy of ILSVRC 2012.',
  files: [splitFile(parts[0]), splitFile(parts[1]), splitFile(parts[2])],
  contents: parts.map(({ file, labels }) => ({ kind: 'split', file, labels, filesOfEach })),
  unpacked: { files: 3, bytes: 100 * filesOfEach * bytesOfLine },
};

function splitFile({ file, labels }: (typeof parts)[number]): Dataset['files'][number] {
  const bytes = labels.length * filesOfEach * bytesOfLine;
  return {
    name: file,
    addresses: [
      `https://raw.githubusercontent.com/twitter-research/meta-learning-lstm/master/data/miniImagenet/${file}`,
      `https://raw.githubusercontent.com/twitter/meta-learning-lstm/master/data/miniImagenet/${file}`,
    ],
    size: { kind: 'about', bytes, most: 4 * bytes },
    checksum: { kind: 'contents' },
    placement: { kind: 'keep' },
  };
}

function namesIn(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
