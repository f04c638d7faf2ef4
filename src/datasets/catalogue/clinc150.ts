// CLINC150: questions to an assistant, 150 intents of ten domains.

import type { Dataset } from '../dataset.ts';

const commit = '828f8093932c8fe6ca7936c3d2e52903b1c523de';

/** Files of a commit, whose sums were taken from unchanged copies. */
export const clinc150: Dataset = {
  id: 'clinc150',
  title: 'CLINC150',
  description: '22,500 short English requests of 150 intents in ten domains, and 1,200 that belong to none.',
  license: 'CC BY 3.0',
  citation:
    'Larson et al. (2019), An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction, EMNLP-IJCNLP, D19-1131.',
  homepage: 'https://github.com/clinc/oos-eval',
  usedBy: 'text tasks: their data is data_full.json, with one intent a class; domains.json names the ten domains',
  files: [
    file('data_full.json', 'data/', 2_495_390, '36923c3705a59e08fe9c3883d8bc2dd966ef93e22cb78ac41171782a698d56e0'),
    file('domains.json', 'data/', 3818, 'b947b579d3b8e74b06f93b01083d8efaff2888b43a3e362533bd88a6e1211b3a'),
    file('LICENSE', '', 19_467, 'e6bc9e9c474700b708f568bac9e5a8a9bcb2b1dad53442f5ba449fcb848b8e76'),
  ],
  contents: [],
  unpacked: { files: 3, bytes: 2_518_675 },
};

function file(name: string, folder: string, bytes: number, sha256: string): Dataset['files'][number] {
  return {
    name,
    addresses: [
      `https://raw.githubusercontent.com/clinc/oos-eval/${commit}/${folder}${name}`,
      `https://raw.githubusercontent.com/clinc/oos-eval/master/${folder}${name}`,
    ],
    size: { kind: 'exact', bytes },
    checksum: { kind: 'sha256', value: sha256 },
    placement: { kind: 'keep' },
  };
}
