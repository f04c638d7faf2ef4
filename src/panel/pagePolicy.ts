// The Content-Security-Policy of the panel's page: it may run its own script and show its own styles, and nothing else.

/**
 * The policy as it stands in the page's `<meta>`. No images, fonts, connections or style attributes.
 *
 * @param nonce that the page's script carries; the toolkit's controls put it on the styles that they make
 * @param styleSource where panel.css lies
 */
export function pagePolicy(nonce: string, styleSource: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${styleSource} 'nonce-${nonce}'`;
}
