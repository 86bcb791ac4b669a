import { LIVE_KEPT, liveDataSchema } from '@syncline/shared/live';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { ApiError } from '../lib/errors.ts';
import type { LiveFeed } from '../live/feed.ts';
import { describe, queryString } from './http.ts';

const liveQuery = z.object({
  after: z.coerce.number().int().min(0).optional(),
  recent: z.coerce.number().int().min(0).max(LIVE_KEPT).default(0),
});

/** `GET /live`: purchases and triggers as they become durable. */
export function liveRoutes(feed: Pick<LiveFeed, 'listen'>) {
  return new Hono().get(
    '/live',
    describe({
      summary: 'Follow purchases as they happen',
      description:
        'Server-sent events. `purchase`: a purchase event of any stage, dated within an hour of the server’s clock, once it is durable; its id is its `seq`. `beat`: once what is told first was told, and after 15 s without another. ' +
        'With `Last-Event-ID` (or `after`, for clients that cannot set headers) what came after that event is told first, each event once; `gap` says where that can no longer be told whole. ' +
        `Without it, \`recent\` asks for as many of the ${LIVE_KEPT} newest events as \`earlier\`. Who cannot follow is let go, and may come back the same way.`,
      tag: 'Live',
      answers: { 200: null },
      events: liveDataSchema,
      errors: ['bad_request', 'too_many_requests', 'unavailable'],
    }),
    queryString(liveQuery),
    (context) => {
      const { after, recent } = context.req.valid('query');
      const last = lastEventId(context.req.header('last-event-id'));
      const listener = feed.listen({ after: last ?? after ?? null, recent });
      // Asks proxies not to hold it back until a buffer is full.
      context.header('X-Accel-Buffering', 'no');
      return streamSSE(context, async (events) => {
        events.onAbort(() => listener.end());
        listener.onDropped(() => events.abort());
        for await (const { event, id, data } of listener) {
          await events.writeSSE({ event, data, ...(id === null ? {} : { id }) });
        }
      });
    },
  );
}

function lastEventId(header: string | undefined): number | null {
  if (header === undefined || header === '') return null;
  const number = /^\d+$/.test(header) ? Number(header) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new ApiError('bad_request', 'Last-Event-ID: is not the id of an event of this stream.', {
    path: 'Last-Event-ID',
  });
}
