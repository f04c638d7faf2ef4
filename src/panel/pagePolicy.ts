// The Content-Security-Policy of the editor's pages: each may run its own script and show its own styles, and nothing else.
// And of reports, which have no script.

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

/** Of a page in a file, which runs nothing. @param styleSum SHA-256 of its only style, in base 64 */
export function reportPolicy(styleSum: string): string {
  return `default-src 'none'; style-src 'sha256-${styleSum}'`;
}
