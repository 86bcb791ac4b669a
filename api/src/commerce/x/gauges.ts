import { Gauge, type Registry } from 'prom-client';
import type { XStreamStatus } from './stream.ts';

/** Registers what the stream of X tells of itself; gauges are read when they are asked for. */
export function registerStreamGauges(registry: Registry, status: () => XStreamStatus): void {
  const gauge = (name: string, help: string, read: (status: XStreamStatus) => number) =>
    new Gauge({
      name: `syncline_x_stream_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(status()));
      },
    });
  const seconds = (at: number | null | undefined) => (at ?? 0) / 1000;
  gauge('connected', '1 while connected to the filtered stream of X', ({ state }) => (state === 'connected' ? 1 : 0));
  gauge('posts', 'Posts of the stream taken in since the start', ({ posts }) => posts);
  gauge('last_post_timestamp_seconds', 'When the last of them was taken in', ({ lastPostAt }) => seconds(lastPostAt));
  gauge('reconnects', 'Connections after the first', ({ reconnects }) => reconnects);
  gauge('rules', 'Rules in place at X', ({ rules }) => rules);
  gauge('last_error_timestamp_seconds', 'When something last went wrong', ({ lastError }) => seconds(lastError?.at));
}
