// Patterns of file and folder names: texts, stars and fields. They fit or not in time proportional to the name,
// whatever they are made of.

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Any number of characters. */
  | { readonly kind: 'star' }
  /** One or more characters, none of the pattern's separators. */
  | { readonly kind: 'field'; readonly name: string };

export interface SegmentPattern {
  readonly parts: readonly PatternPart[];
  /** Characters that no field of it holds. */
  readonly separators: ReadonlySet<string>;
}

/**
 * The text of each field, by its name, where the pattern fits the whole of `segment`; undefined where it does not.
 * Where it fits in several ways, earlier parts take as much as they can. A search that goes back and tries again would
 * take years for some patterns.
 */
export function matchSegment(
  { parts, separators }: SegmentPattern,
  segment: string,
): ReadonlyMap<string, string> | undefined {
  const fits = placesThatFit(parts, separators, segment);
  if (fits[0]?.[0] !== 1) return undefined;
  const fields = new Map<string, string>();
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const end = farthestEnd(part, separators, segment, start, fits[index + 1]);
    if (part.kind === 'field') fields.set(part.name, segment.slice(start, end));
    start = end;
  }
  return fields;
}

/** For each number of leading parts left out: 1 at the places from which the other parts fit the rest. */
function placesThatFit(
  parts: readonly PatternPart[],
  separators: ReadonlySet<string>,
  segment: string,
): readonly Uint8Array[] {
  const { length } = segment;
  const ofNone = new Uint8Array(length + 1);
  ofNone[length] = 1;
  const fits = [ofNone];
  for (const part of parts.toReversed()) {
    const [later = ofNone] = fits;
    const here = new Uint8Array(length + 1);
    for (let place = length; place >= 0; place--) here[place] = fitsFrom(part, place, here, later) ? 1 : 0;
    fits.unshift(here);
  }
  return fits;

  function fitsFrom(part: PatternPart, place: number, here: Uint8Array, later: Uint8Array): boolean {
    switch (part.kind) {
      case 'text':
        return segment.startsWith(part.text, place) && later[place + part.text.length] === 1;
      case 'star':
        return later[place] === 1 || here[place + 1] === 1;
      case 'field':
        return !separators.has(segment.charAt(place)) && (later[place + 1] === 1 || here[place + 1] === 1);
    }
  }
}

/** Where the part ends at the latest so that what follows, which fits at `places`, fits. */
function farthestEnd(
  part: PatternPart,
  separators: ReadonlySet<string>,
  segment: string,
  start: number,
  places: Uint8Array | undefined,
): number {
  if (part.kind === 'text') return start + part.text.length;
  let farthest = start;
  for (let end = start; end <= segment.length; end++) {
    const isLongEnough = part.kind === 'star' || end > start;
    if (isLongEnough && places?.[end] === 1) farthest = end;
    if (part.kind === 'field' && separators.has(segment.charAt(end))) break;
  }
  return farthest;
}
