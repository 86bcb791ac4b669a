import {
  type CellStatus,
  cellStatusSchema,
  type DeadLetter,
  dataStatusSchema,
  deadLetterSchema,
  type Import,
  importSchema,
} from '@syncline/shared/control';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import type { ZodType } from 'zod';

/** The server refused what was asked, in its own words. */
export class ServerError extends Error {
  override name = 'ServerError';
}

/** The server cannot be reached. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
}

/** The part of the HTTP API that the command line uses. */
export class Client {
  private readonly base: string;

  constructor(url: string) {
    this.base = `${url}/api/v1`;
  }

  /** Sends a file; resolves once the server has it whole. */
  async send(body: AsyncIterable<Uint8Array>, query: Record<string, string>): Promise<Import> {
    const answer = await this.call(`/imports?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    return parse(answer, importSchema);
  }

  async get(id: string): Promise<Import> {
    return parse(await this.call(`/imports/${id}`), importSchema);
  }

  async cancel(id: string): Promise<Import> {
    return parse(await this.call(`/imports/${id}`, { method: 'DELETE' }), importSchema);
  }

  async refused(id: string): Promise<DeadLetter[]> {
    const text = await (await this.call(`/imports/${id}/rejected`)).text();
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => deadLetterSchema.parse(JSON.parse(line)));
  }

  /** Begins to check or rebuild the interval cells. */
  async renewCells(how: 'check' | 'rebuild'): Promise<CellStatus> {
    return parse(await this.call(`/data/cells/${how}`, { method: 'POST' }), cellStatusSchema);
  }

  async cells(): Promise<CellStatus> {
    return (await parse(await this.call('/data/status'), dataStatusSchema)).cells;
  }

  private async call(path: string, init: RequestInit = {}): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(`${this.base}${path}`, init);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UnreachableError(`There is no answer from ${this.base} (${reason}). Is Syncline running there?`, {
        cause: error,
      });
    }
    if (answer.ok) return answer;
    const body = errorEnvelopeSchema.safeParse(await answer.json().catch(() => null));
    const { message = `The server answered ${answer.status}.`, hint = '' } = body.data?.error ?? {};
    throw new ServerError(`${message} ${hint}`.trim());
  }
}

async function parse<Value>(answer: Response, schema: ZodType<Value>): Promise<Value> {
  return schema.parse(await answer.json());
}
