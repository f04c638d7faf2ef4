// Which files of a source are images and which are tables or lists of a split. Images are known by their content,
// whatever their names end in.

import { countByCause, type LeftOutFile } from '../files/countByCause.ts';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { placeholderIn } from '../files/placeholders.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { pictureKindOf } from '../pictures/pictureKind.ts';
import { TaskError } from '../taskError.ts';
import { partNamed } from './partNames.ts';
import { baseOf, folderOf } from './paths.ts';

/** The files of a source that matter, without folders that everything lies in. */
export interface SourceContents {
  /** Its names and those of `tables` begin with this. */
  readonly root: string;
  readonly images: readonly SourceFile[];
  /** CSV, TSV and JSON files. */
  readonly tables: readonly SourceFile[];
  /** Files apart from images that are called as a part of a split, whatever is in them. */
  readonly calledAsParts: readonly SourceFile[];
  /** What takes no part, in sentences. */
  readonly notes: readonly string[];
}

/** Names that promise a picture: whether it is one shows when it is decoded, and what it is instead is told. */
const imageName = /\.(a?png|jpe?g|jpe|jfif|jif)$/i;
const otherPictureName = /\.(gif|webp|bmp|tiff?|heic|heif|avif|jxl|jp2|ppm|pgm|psd|svg)$/i;
const tableName = /\.(csv|tsv|json)$/i;
const webPage = /\.x?html?$/i;
const splitFileName = /\.(txt|csv|tsv|json|jsonl|ya?ml|pkl|pickle|npz|npy|mat|h5|hdf5|lst)$/i;
const archiveName = /\.(tar|tgz|tbz2?|txz|(tar\.)?(gz|bz2|xz|zst)|7z|rar)$/i;
/** Deeper names are no layout that is known, and costly to take apart. */
const mostFolders = 16;
/** Files that are looked into at the same time. */
const together = 16;

/**
 * @throws {TaskError} when there are no images
 * @throws the signal's reason
 */
export async function contentsOf(source: FileSource, signal?: AbortSignal): Promise<SourceContents> {
  const { shallow, tooDeep } = byDepth(source.files);
  const tables = shallow.filter(({ name }) => tableName.test(name));
  const { images, leftOut } = await findImages(source, shallow, signal);
  if (images.length === 0) throw new TaskError(noImages(source, tables, leftOut));
  const root = findRoot(images, [...images, ...tables]);
  return {
    root,
    images: images.filter(({ name }) => name.startsWith(root)),
    tables: tables.filter(({ name }) => name.startsWith(root)),
    calledAsParts: shallow.filter(
      ({ name }) => splitFileName.test(name) && partNamed(baseOf(name).replace(splitFileName, '')) !== undefined,
    ),
    notes: [
      ...source.notes,
      ...noteOn(
        source,
        foldersWithoutImages(shallow, images, source.emptyFolders, root),
        'without images take no part',
        'folder',
      ),
      ...(leftOut.length === 0
        ? []
        : [`${source.location}: ${countOf(leftOut.length, 'file')} passed over. ${countByCause(leftOut)}`]),
      ...noteOn(source, tooDeep, `in more than ${mostFolders} folders passed over`, 'file'),
    ],
  };
}

function byDepth(files: readonly SourceFile[]): { shallow: SourceFile[]; tooDeep: string[] } {
  const shallow: SourceFile[] = [];
  const tooDeep: string[] = [];
  for (const file of files) {
    const isDeep = file.name.split('/', mostFolders + 2).length > mostFolders + 1;
    if (!isDeep) shallow.push(file);
    else if (imageName.test(file.name) || tableName.test(file.name)) tooDeep.push(file.name);
  }
  return { shallow, tooDeep };
}

/** Images by name or content, in the order of `files`, and pictures of other kinds. */
async function findImages(
  source: FileSource,
  files: readonly SourceFile[],
  signal: AbortSignal | undefined,
): Promise<{ readonly images: readonly SourceFile[]; readonly leftOut: readonly LeftOutFile[] }> {
  const images: SourceFile[] = [];
  const leftOut: LeftOutFile[] = [];
  for (let first = 0; first < files.length; first += together) {
    signal?.throwIfAborted();
    const some = files.slice(first, first + together);
    const found = await Promise.all(some.map((file) => lookInto(source, file)));
    some.forEach((file, index) => {
      const { isImage, cause } = found[index] ?? notAPicture;
      if (isImage) images.push(file);
      else if (cause !== undefined) leftOut.push({ name: file.name, cause });
    });
  }
  return { images, leftOut };
}

interface Look {
  readonly isImage: boolean;
  /** Why a picture takes no part. */
  readonly cause?: string;
}

const notAPicture: Look = { isImage: false };
const anImage: Look = { isImage: true };

async function lookInto(source: FileSource, file: SourceFile): Promise<Look> {
  if (imageName.test(file.name)) return anImage;
  if (tableName.test(file.name)) return notAPicture;
  try {
    const beginning = await source.begin(file);
    const kind = pictureKindOf(beginning);
    if (kind !== undefined && 'read' in kind) return anImage;
    const placeholder = webPage.test(file.name) ? undefined : placeholderIn(beginning);
    if (placeholder !== undefined) return { isImage: false, cause: `it is ${placeholder}` };
    const other = kind?.other ?? (otherPictureName.test(file.name) ? 'a picture of another kind' : undefined);
    return other === undefined ? notAPicture : { isImage: false, cause: `it is ${other}; save it as PNG or JPEG` };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { isImage: false, cause: error.message };
    throw error;
  }
}

function noImages(source: FileSource, tables: readonly SourceFile[], leftOut: readonly LeftOutFile[]): string {
  const { location } = source;
  const zip = source.files.find(({ name }) => /\.zip$/i.test(name));
  if (zip !== undefined)
    return `${location} holds no images, but a zip. Set task.dataset.path to ${source.describe(zip)}.`;
  if (leftOut.length > 0) {
    return `${location} holds no PNG or JPEG, but ${countOf(leftOut.length, 'other file')}. ${countByCause(leftOut)}`;
  }
  const archive = source.files.find(({ name }) => archiveName.test(name));
  if (archive !== undefined) {
    return `${location} holds no images, but an archive. Unpack ${source.describe(archive)}, and set task.dataset.path to the folder.`;
  }
  const csvs = tables.filter(({ name }) => /\.[ct]sv$/i.test(name)).map(({ name }) => name);
  if (csvs.length > 0) {
    return (
      `${location} holds tables (${someNames(csvs)}), but none of the images that they list. Put them beside the tables, ` +
      'or set task.dataset.path to the folder of the images and task.dataset.split to that of the tables.'
    );
  }
  const others = source.files.map(({ name }) => name);
  const but = others.length === 0 ? '' : `, but ${countOf(others.length, 'other file')} (${someNames(others)})`;
  return `${location} holds no images${but}. It needs folders of PNGs or JPEGs, one for each class: class/image.png.`;
}

function noteOn(source: FileSource, names: readonly string[], what: string, noun: string): string[] {
  return names.length === 0 ? [] : [`${source.location}: ${countOf(names.length, noun)} ${what}: ${someNames(names)}.`];
}

/** Empty ones, and those with files of which none is an image or below a folder of images. */
function foldersWithoutImages(
  files: readonly SourceFile[],
  images: readonly SourceFile[],
  emptyFolders: readonly string[],
  root: string,
): string[] {
  const withImages = new Set<string>();
  for (const { name } of images) {
    for (let folder = folderOf(name); folder !== '' && !withImages.has(folder); folder = folderOf(folder))
      withImages.add(folder);
  }
  const others = new Set(
    files
      // A split may lie in a folder of its own.
      .filter(({ name }) => !tableName.test(name))
      .map(({ name }) => folderOf(name))
      .filter((folder) => folder.startsWith(root) && folder !== ''),
  );
  return [...emptyFolders, ...[...others].filter((folder) => !withImages.has(folder))].filter(
    (folder) => folder !== '',
  );
}

/** Looks through folders that hold everything, as a zip of a folder has one; but never into a class. */
function findRoot(images: readonly SourceFile[], files: readonly SourceFile[]): string {
  let root = '';
  for (;;) {
    const start = root.length;
    const [first] = files;
    const end = first?.name.indexOf('/', start) ?? -1;
    if (first === undefined || end < 0) return root;
    const next = first.name.slice(0, end + 1);
    if (!files.every(({ name }) => name.startsWith(next))) return root;
    if (images.some(({ name }) => !name.slice(next.length).includes('/'))) return root;
    root = next;
  }
}
