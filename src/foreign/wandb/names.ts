// How W&B names the files and folders of a run.

/** The file that has everything of a run. */
export function isWandbFile(name: string): boolean {
  return /^run-.+\.wandb$/.test(name);
}

/** A run's folder. */
export function isWandbFolder(name: string): boolean {
  return /^(offline-)?run-\d{8}_\d{6}-/.test(name);
}
