// The Content-Security-Policy of the editor's pages: each may run its own script and show its own styles, and nothing else.

/**
 * The policy as it stands in the page's `<meta>`. No images, fonts, connections or style attributes.
 *
 * @param nonce that the page's script carries; what it imports has it too, and the toolkit's controls put it on the
 *   styles that they make
 * @param styleSource where the page's style lies
 */
export function pagePolicy(nonce: string, styleSource: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${styleSource} 'nonce-${nonce}'`;
}
