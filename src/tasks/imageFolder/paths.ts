// Names of files as paths, whose parts say what the files are.

/** Without the slash; empty where the file lies in no folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The name without the folders. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of a file as messages place it, `/data/pets.zip: "split/train.csv"`, the name alone. */
export function nameIn(location: string): string {
  return location.replace(/"$/, '').replace(/^.*[\\/"]/s, '');
}
