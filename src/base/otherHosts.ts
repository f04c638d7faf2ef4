// Which paths lead to other computers. On Windows a mere look at one greets its host with the user's credentials.

/** `\\?\C:\…` and the like: the long way to write a place of this machine. */
const localDevice = /^\\\\[?.]\\(?:[a-z]:|volume\{)/i;
const networkDevice = /^\\\\[?.]\\unc\\/i;

/**
 * The host that an absolute path names, in lower case; undefined for this machine. What Windows may take for a host
 * (pipes, devices) counts as one. Elsewhere than on Windows paths name no hosts.
 */
export function hostOf(file: string, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform !== 'win32') return undefined;
  const written = file.replaceAll('/', '\\');
  // The kernel's own prefix, which some calls of the system take.
  if (written.startsWith('\\??\\')) return '??';
  if (!written.startsWith('\\\\') || localDevice.test(written)) return undefined;
  const [host = ''] = written.replace(networkDevice, '\\\\').slice(2).split('\\');
  return host.toLowerCase();
}

/** Whether looking at `file` would go to another computer than looking at `from`; both absolute. */
export function isOnAnotherHost(file: string, from: string, platform: NodeJS.Platform = process.platform): boolean {
  const host = hostOf(file, platform);
  return host !== undefined && host !== hostOf(from, platform);
}
