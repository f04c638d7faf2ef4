// A JSON Schema with each larger part that it repeats said once: an editor's schema repeats most of what it says.

/** Smaller parts take as much room as the references to them. */
const leastCharacters = 100;

/** The keywords under which the editor's schema has schemas: one, a list of them, or one for each name. */
const ofOne: ReadonlySet<string> = new Set(['items', 'if', 'then', 'else']);
const ofList = 'allOf';
const ofNames = 'properties';

/**
 * Schemas that are said more than once become `definitions`, and references where they stood.
 * @param schema of draft 7, with neither references nor definitions
 */
export function shareRepeated(schema: object): object {
  const counts = new Map<string, number>();
  const count = (part: object): object => {
    const text = JSON.stringify(part);
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    // What lies in it was counted with it.
    return times > 1 ? part : mapParts(part, count);
  };
  mapParts(schema, count);

  const definitions: Record<string, object> = {};
  const references = new Map<string, object>();
  const share = (part: object): object => {
    const text = JSON.stringify(part);
    if (text.length < leastCharacters || (counts.get(text) ?? 0) < 2) return mapParts(part, share);
    const known = references.get(text);
    if (known !== undefined) return known;
    const name = String(references.size + 1);
    const reference = { $ref: `#/definitions/${name}` };
    references.set(text, reference);
    definitions[name] = mapParts(part, share);
    return reference;
  };
  return { ...mapParts(schema, share), definitions };
}

/** The schema with each schema that stands directly in it as `change` gives it. */
function mapParts(schema: object, change: (part: object) => object): object {
  const changed = Object.entries(schema).map(([keyword, value]: [string, unknown]) => {
    if (ofOne.has(keyword)) return [keyword, changeIfSchema(value, change)];
    if (keyword === ofList && Array.isArray(value)) return [keyword, value.map((part) => changeIfSchema(part, change))];
    if (keyword !== ofNames || !isObject(value)) return [keyword, value];
    const named = Object.entries(value).map(([name, part]) => [name, changeIfSchema(part, change)]);
    return [keyword, Object.fromEntries(named)];
  });
  return Object.fromEntries(changed);
}

function changeIfSchema(value: unknown, change: (part: object) => object): unknown {
  return isObject(value) ? change(value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
