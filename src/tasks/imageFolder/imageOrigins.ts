// Where images come from: the group that their class is of, and who made each of them.

import type { SourceFile } from '../files/fileSource.ts';
import type { LabelledClass } from './classLayout.ts';

/** What a row of a table says of its image, beside the class. */
export interface ImageOrigin {
  readonly group: string | undefined;
  readonly maker: string | undefined;
}

/** Groups are said by tables, or by the folders that class folders lie in; makers by tables alone. */
export class ImageOrigins {
  readonly #origins = new Map<SourceFile, ImageOrigin>();

  note(file: SourceFile, origin: ImageOrigin): void {
    if (origin.group !== undefined || origin.maker !== undefined) this.#origins.set(file, origin);
  }

  /** Undefined where nothing says it, or where images of one class are of several groups. */
  groupOf({ name, files }: LabelledClass): string | undefined {
    const [group, ...others] = new Set(files.map((file) => this.#origins.get(file)?.group));
    if (group !== undefined && others.length === 0) return group;
    const slash = name.lastIndexOf('/');
    return slash > 0 ? name.slice(0, slash) : undefined;
  }

  /** In the order of the images; undefined where the maker of one is not known. */
  makersOf({ files }: LabelledClass): readonly string[] | undefined {
    const makers = files.flatMap((file) => this.#origins.get(file)?.maker ?? []);
    return makers.length === files.length ? makers : undefined;
  }
}
