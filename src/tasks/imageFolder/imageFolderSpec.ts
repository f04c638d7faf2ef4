// What an experiment says of images of the user's own.

import type { ImageDatasetSpec } from '../../experiment/schema.ts';

export type ImageFolderSpec = Extract<ImageDatasetSpec, { source: 'folder' }>;
