/** The file as a whole cannot be imported; the message says why and what would help. */
export class UnusableFileError extends Error {
  override name = 'UnusableFileError';
}
