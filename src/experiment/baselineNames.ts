// Names of the classical methods that a run is set beside: they learn every task from its support set alone.

export const baselineNames = [
  'tfidfCentroid',
  'nearestNeighbour',
  'hausdorff',
  'spectrumCentroid',
  'nearestCentroid',
  'ridge',
  'gaussianProcess',
  'nearestPoints',
] as const;

export type BaselineName = (typeof baselineNames)[number];
