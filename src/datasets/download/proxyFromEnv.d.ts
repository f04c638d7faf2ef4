// Types of the package, which it ships without.

declare module 'proxy-from-env' {
  /**
   * Address of the proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for this address; empty where none
   * is to be used.
   */
  export function getProxyForUrl(address: string): string;
}
