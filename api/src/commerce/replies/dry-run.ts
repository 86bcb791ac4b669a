import type { ReplySender } from '../ports.ts';

export const DRY_RUN = 'dry-run';

/** Posts nothing: replies are kept and shown, for programmes that are tried out or answered by other means. */
export const dryRun: ReplySender = {
  name: DRY_RUN,
  send: () => Promise.resolve({ post: null }),
};
