// How linking TensorFlow's library ends when it does not end well.

/** What is missing on this machine, or went wrong; `message` says what, why and what to do. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

export function cancelled(): LinkError {
  return new LinkError('Cancelled; nothing was left behind.');
}
