// mini-ImageNet: the user's own copy of its images, with the split that goes with them.

import { describeDataset } from '../datasets/catalogue.ts';
import { datasetFolder, findDataset, howToGet } from '../datasets/datasetFolder.ts';
import type { ImageDatasetSpec, ImageTaskSpec } from '../experiment/schema.ts';
import { miniImageNetSize } from '../experiment/taskSizes.ts';
import type { ImageFolderSpec } from './imageFolder/imageFolderSpec.ts';
import { loadImageFolder } from './imageFolder/loadImageFolder.ts';
import type { ImageSet } from './imageSet.ts';
import type { LoadOptions } from './loadOptions.ts';
import type { PictureFormat } from './pictures/picturePreparer.ts';
import { TaskError } from './taskError.ts';

/** What every picture is made into. */
export const miniImageNetFormat: PictureFormat = {
  size: miniImageNetSize,
  channels: 'rgb',
  fit: 'stretch',
  resampling: 'bilinear',
  invert: false,
};

/**
 * Images of 84 × 84, resized where they are larger.
 * @param folder where relative paths of the experiment begin
 * @throws {TaskError}
 */
export function loadMiniImageNet(
  task: ImageTaskSpec,
  { path = gottenFolder(), evaluateOn }: Extract<ImageDatasetSpec, { source: 'miniImageNet' }>,
  folder: string,
  options: LoadOptions,
): Promise<ImageSet> {
  const images: ImageFolderSpec = {
    source: 'folder',
    path,
    evaluateOn,
    ...miniImageNetFormat,
    // Only for data without a split, which mini-ImageNet has.
    heldOut: 0.2,
    splitSeed: 0,
  };
  return loadImageFolder(task, images, folder, options);
}

function gottenFolder(): string {
  const found = findDataset('mini-imagenet');
  if (found !== undefined) return found;
  const { remark = '' } = describeDataset('mini-imagenet');
  throw new TaskError(
    `mini-ImageNet is not in ${datasetFolder('mini-imagenet')}. ${howToGet('mini-imagenet')} ${remark} ` +
      'Or set task.dataset.path to a folder or zip that holds images and split.',
  );
}
