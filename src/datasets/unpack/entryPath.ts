// Where an entry of an archive may go: names that would lead out of its folder, or mean another file on another system,
// are refused.

/** Names that Windows keeps for devices, with or without an ending. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const forbidden = /[\u0000-\u001f<>:"|?*\\]/;

export type EntryPath =
  | { readonly kind: 'safe'; readonly parts: readonly string[] }
  /** `reason` is a clause: “its name leads out of the folder”. */
  | { readonly kind: 'unsafe'; readonly reason: string };

/** Takes the name of an entry, with `/` between its parts, as a path below a folder, on any system. */
export function readEntryPath(name: string): EntryPath {
  const parts = name.split('/');
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return unsafe('its name is an absolute path');
  if (parts.includes('..')) return unsafe('its name leads out of the folder');
  if (name === '' || parts.some((part) => part === '' || part === '.')) return unsafe('its name has an empty part');
  if (forbidden.test(name)) return unsafe('its name has characters that not every system takes');
  if (parts.some((part) => /[. ]$/.test(part))) return unsafe('a part of its name ends in a dot or a space');
  if (parts.some((part) => deviceName.test(part))) return unsafe('a part of its name means a device on Windows');
  if (parts.some((part) => Buffer.byteLength(part) > 255) || name.length > 1024) return unsafe('its name is too long');
  return { kind: 'safe', parts };
}

function unsafe(reason: string): EntryPath {
  return { kind: 'unsafe', reason };
}
