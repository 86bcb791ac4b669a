import type { XStreamState } from '@syncline/shared/control';
import type { XStreamStatus } from './stream.ts';

/** The status of the stream as the API tells it. */
export function streamState({
  state,
  connectedSince,
  lastPostAt,
  posts,
  reconnects,
  rules,
  lastError,
}: XStreamStatus): XStreamState {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    state,
    connected_since: instant(connectedSince),
    last_post_at: instant(lastPostAt),
    posts,
    reconnects,
    rules,
    last_error: lastError && { at: new Date(lastError.at).toISOString(), message: lastError.message },
  };
}
