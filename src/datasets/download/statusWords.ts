// HTTP statuses in words.

const statusWords: ReadonlyMap<number, string> = new Map([
  [401, 'a login is needed'],
  [403, 'access is forbidden, perhaps by a proxy or firewall'],
  [404, 'not found'],
  [407, 'the proxy wants a user and password'],
  [410, 'gone'],
  [416, 'no such part of the file'],
  [429, 'too many requests'],
  [451, 'blocked for legal reasons'],
  [500, 'an error of the server'],
  [502, 'bad gateway'],
  [503, 'not available now'],
  [504, 'no answer from the server behind'],
]);

/** `404 (not found)` */
export function describeStatus(status: number): string {
  const words = statusWords.get(status);
  return words === undefined ? String(status) : `${status} (${words})`;
}
