// The toolkit, as it loads, finds out by a style element whether `:focus-visible` is known. Here the page says which nonce allows one; without it,
// controls would show their focus ring at every click. Imported for its effect, before the toolkit.

const nonce = document.querySelector('script')?.nonce ?? '';

if (nonce !== '' && document.querySelector('meta[property="csp-nonce"]') === null) {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
