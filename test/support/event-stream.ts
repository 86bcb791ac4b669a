/** One server-sent event as it was sent. */
export interface SentEvent {
  event: string;
  id: string | null;
  data: unknown;
}

/**
 * The server-sent events of an address, as they arrive, until the stream ends or `signal` aborts it. Rejects for an answer
 * other than 200.
 */
export async function* readEvents(
  url: string,
  { lastEventId, signal }: { lastEventId?: string | null; signal?: AbortSignal } = {},
): AsyncGenerator<SentEvent> {
  try {
    const answer = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      ...(signal ? { signal } : {}),
    });
    if (!answer.ok || answer.body === null) throw new Error(`${answer.status}: ${await answer.text()}`);
    let rest = '';
    for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) yield readBlock(block);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function readBlock(block: string): SentEvent {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [name = '', ...value] = line.split(': ');
    fields.set(name, value.join(': '));
  }
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? null,
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
