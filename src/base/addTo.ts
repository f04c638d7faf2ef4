// Lists by key, as whatever belongs together is gathered.

/** Appends `item` to the list of `key`, which begins with it where there is none yet. */
export function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
