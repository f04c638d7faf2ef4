// Recognises in a program's output that the network was what failed.

/** What Node, npm and pip write when a host cannot be reached, does not answer, or is not let through. */
const signs: readonly RegExp[] = [
  /\bgetaddrinfo (ENOTFOUND|EAI_AGAIN) \S+/,
  /\bconnect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) \S+/,
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/,
  /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED)\b/,
  /\b(tunneling socket could not be established|socket hang up|certificate verify failed)\b/i,
  /\b(403 Forbidden|407 Proxy Authentication Required)\b/i,
  /\b(NewConnectionError|Name or service not known|Temporary failure in name resolution|Network is unreachable)\b/,
];

/**
 * The words that name the network's failure, for instance `getaddrinfo ENOTFOUND example.org`; undefined where it was
 * something else.
 */
export function networkFailure(lines: readonly string[]): string | undefined {
  for (const sign of signs) {
    for (const line of lines) {
      const [found] = sign.exec(line) ?? [];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
