// The keys under which MLflow's file store knows parameters and metrics: names that are paths of files as well.

/** In UTF-16 units: MLflow takes 250 characters, file systems 255 bytes a name. */
const longest = { key: 200, step: 60 };

/** Gives each name a key that no other one has, as MLflow takes it, and whose file stands in no other's way. */
export class MlflowKeys {
  readonly #keys = new Map<string, string>();
  /** In small letters: some file systems tell no others. */
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  keyOf(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const path = keyLike(name);
    const flat = path.replaceAll('/', '_');
    let key = path;
    for (let count = 1; !this.#isFree(key); count++) key = count === 1 ? flat : `${flat}_${count}`;
    this.#keys.set(name, key);
    this.#files.add(key.toLowerCase());
    for (const folder of foldersOf(key)) this.#folders.add(folder);
    return key;
  }

  #isFree(key: string): boolean {
    const file = key.toLowerCase();
    return !this.#files.has(file) && !this.#folders.has(file) && !foldersOf(key).some((each) => this.#files.has(each));
  }
}

function foldersOf(key: string): readonly string[] {
  const steps = key.toLowerCase().split('/');
  return steps.slice(1).map((_, place) => steps.slice(0, place + 1).join('/'));
}

/** `model.layers[0].units` is `model.layers.0.units`; a tag keeps its slashes. */
function keyLike(name: string): string {
  const path = name.replace(/\[(\d+)\]/g, '.$1');
  const steps = path.split('/').map((step) => stepLike(step));
  const key = steps.join('/');
  return key.length <= longest.key ? key : stepLike(key.replaceAll('/', '_'));
}

/** Windows ends no name with a point or a space, and keeps some for devices. */
function stepLike(text: string): string {
  const step = [...text.replace(/[^\p{L}\p{N}_. -]/gu, '_')]
    .slice(0, longest.step)
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '_');
  return step === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(step) ? `_${step}` : step;
}
