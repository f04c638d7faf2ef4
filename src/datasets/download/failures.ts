// Why an attempt to download failed, in words, and whether another one may succeed.

import { ProxyError } from './proxyTunnel.ts';
import { RedirectError } from './request.ts';
import { describeStatus } from './statusWords.ts';

/** How an attempt ended. `reason` is a clause that follows the address: “the server answered 404 (not found)”. */
export type AttemptEnd =
  | { readonly kind: 'complete' }
  /** Something passing: the same again, with what has been received. */
  | { readonly kind: 'passing'; readonly reason: string; readonly afterMilliseconds?: number }
  /** What has been received is of no use: the same again from the start. */
  | { readonly kind: 'useless'; readonly reason: string }
  /** This address will not do. */
  | { readonly kind: 'refused'; readonly reason: string };

/** How long a server may ask to wait before it counts as a refusal. */
const longestWaitMilliseconds = 120_000;

/** The end of an attempt that a status other than 200 and 206 means. */
export function endOfStatus(status: number, retryAfter: string | undefined, wallClock: number): AttemptEnd {
  const reason = `the server answered ${describeStatus(status)}`;
  if (status === 416) return { kind: 'useless', reason };
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return { kind: 'refused', reason };
  const afterMilliseconds = parseRetryAfter(retryAfter, wallClock);
  if (afterMilliseconds === undefined) return { kind: 'passing', reason };
  if (afterMilliseconds <= longestWaitMilliseconds) return { kind: 'passing', reason, afterMilliseconds };
  return {
    kind: 'refused',
    reason: `${reason} and asks to come back in ${Math.ceil(afterMilliseconds / 60_000)} minutes`,
  };
}

/** Seconds or a date, in milliseconds from now. */
function parseRetryAfter(value: string | undefined, wallClock: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallClock);
}

/** The end of an attempt that the network or the disk broke off. System errors of the disk are thrown on. */
export function endOfError(error: unknown): AttemptEnd {
  if (error instanceof RedirectError || error instanceof ProxyError) return { kind: 'refused', reason: error.message };
  const code = codeOf(error);
  if (code === undefined) return { kind: 'passing', reason: `the connection broke (${innermostMessage(error)})` };
  if (/CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/.test(code)) {
    return {
      kind: 'refused',
      reason: `its certificate is not trusted (${code}); behind a proxy that inspects traffic, name its certificate in NODE_EXTRA_CA_CERTS`,
    };
  }
  const words = networkWords.get(code);
  if (words !== undefined) return { kind: words.passes ? 'passing' : 'refused', reason: `${words.text} (${code})` };
  if (/^E[A-Z]*(NET|HOST|CONN|TIMEDOUT|PIPE|PROTO)|^ERR_(SSL|TLS|HTTP|SOCKET|STREAM)|^HPE_/.test(code))
    return { kind: 'passing', reason: `the connection broke (${code})` };
  throw error;
}

const networkWords: ReadonlyMap<string, { readonly text: string; readonly passes: boolean }> = new Map([
  ['ENOTFOUND', { text: 'its name is not known here', passes: false }],
  ['EAI_AGAIN', { text: 'its name cannot be looked up now', passes: true }],
  ['ECONNREFUSED', { text: 'it refuses the connection', passes: false }],
  ['ECONNRESET', { text: 'the connection broke', passes: true }],
  ['EHOSTUNREACH', { text: 'it cannot be reached', passes: false }],
  ['ENETUNREACH', { text: 'there is no network', passes: false }],
  ['ETIMEDOUT', { text: 'it does not answer', passes: true }],
]);

/** The code of the error, or of the one behind it; where several addresses of a name were tried, of the first. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
}
