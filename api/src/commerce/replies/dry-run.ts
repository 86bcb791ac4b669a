import type { ReplySender } from '../ports.ts';

/** Posts nothing: replies are kept and shown, for programmes that are tried out or answered by other means. */
export const dryRun: ReplySender = {
  name: 'dry-run',
  send: () => Promise.resolve({ post: null }),
};
