// From the experiment's algorithm section to the algorithm itself.

import type { Model } from '../../engine/model.ts';
import type { Algorithm } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { anil } from './anil.ts';
import { fomaml } from './fomaml.ts';
import { gradientCombination } from './gradientCombination.ts';
import { joint } from './joint.ts';
import { maml } from './maml.ts';
import { metaSgd } from './metaSgd.ts';
import { reptile } from './reptile.ts';
import { scratch } from './scratch.ts';

export function createMetaAlgorithm(algorithm: Algorithm, model: Model): MetaAlgorithm {
  switch (algorithm.kind) {
    case 'reptile':
      return reptile(algorithm);
    case 'fomaml':
      return fomaml(algorithm);
    case 'gradientCombination':
      return gradientCombination(algorithm);
    case 'maml':
      return maml(algorithm, model);
    case 'anil':
      return anil(algorithm, model);
    case 'metaSgd':
      return metaSgd(algorithm, model);
    case 'joint':
      return joint();
    case 'scratch':
      return scratch(algorithm);
  }
}
