import { Readable } from 'node:stream';
import type { Context } from 'hono';

interface FileKind {
  name: string;
  type: string;
  /** Whether a browser that can show it opens it; else it is saved. */
  inline?: boolean;
}

/**
 * Answers with a file as it is made. A failure midway breaks the download off, where an error in its text could pass for a
 * whole file; one that goes away stops what makes it.
 */
export function fileBody(
  context: Context,
  { name, type, inline = false }: FileKind,
  content: Readable | Iterable<string> | AsyncIterable<string | Uint8Array>,
): Response {
  context.header('Content-Type', type);
  context.header('Content-Disposition', `${inline ? 'inline' : 'attachment'}; filename="${name}"`);
  const stream = content instanceof Readable ? content : Readable.from(content, { objectMode: false });
  return context.body(Readable.toWeb(stream) as ReadableStream, 200);
}

export const CSV = 'text/csv; charset=utf-8';
