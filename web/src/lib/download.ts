import { ApiFailure, requestStream } from './api.ts';

/** A file of the API that is made while it is sent. */
export interface FileRequest {
  /** Under `/api/v1`. */
  path: string;
  /** Posted as JSON, where the file is asked for so. */
  json?: unknown;
  /** What it is saved as. */
  name: string;
  /** How far it is, told from its pieces. */
  follow: (answer: Response) => FollowPieces;
}

/** Is given each piece; how far it is, from 0 to 1, and in words. */
export type FollowPieces = (piece: Uint8Array) => Followed;

export interface Followed {
  share: number;
  text: string;
}

/** Pieces are handed to the browser, which may keep them on disk, when they come to this much. */
const PART_BYTES = 16 * 1024 * 1024;

/**
 * Fetches a file piece by piece. Throws an ApiFailure where it is refused, or where it breaks off: nothing of it is a file
 * then. Rejects with the signal's reason once that aborts.
 */
export async function download(
  { path, json, follow }: FileRequest,
  onPiece: (followed: Followed & { bytes: number }) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const answer = await requestStream(path, { signal, ...(json === undefined ? {} : { json }) });
  const followed = follow(answer);
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  let bytes = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    // Pieces follow one another.
    // oxlint-disable-next-line no-await-in-loop
    const piece = await reader?.read().catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ApiFailure(0, 'unreachable', `The file broke off after ${bytesText(bytes)} and was not saved.`, {
        hint: cause instanceof TypeError ? 'What went wrong is in the log of the server. Try again.' : 'Try again.',
      });
    });
    if (!piece || piece.done) break;
    pieces.push(piece.value);
    bytes += piece.value.byteLength;
    waiting += piece.value.byteLength;
    onPiece({ ...followed(piece.value), bytes });
    if (waiting < PART_BYTES) continue;
    parts.push(new Blob(pieces));
    pieces = [];
    waiting = 0;
  }
  const type = answer.headers.get('content-type') ?? '';
  return new Blob([...parts, ...pieces], { type });
}

/** How much that is: "12.4 MB". */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const place = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** place;
  return `${place === 0 ? size : size.toFixed(size < 100 ? 1 : 0)} ${units[place] ?? ''}`;
}

/** Enough of the end of a piece to hold a line. */
const TAIL_BYTES = 64 * 1024;
const DAY_MS = 86_400_000;

/** Follows a CSV whose lines are in the order of the instants in their second column, over days of which `text` says how far it is. */
export function followInstants(
  { from, to }: { from: string; to: string },
  text: (day: string) => string,
): FollowPieces {
  const start = Date.parse(from);
  const length = Date.parse(to) + DAY_MS - start;
  let last: Followed = { share: 0, text: '' };
  return (piece) => {
    const tail = new TextDecoder().decode(piece.subarray(-TAIL_BYTES));
    const [, instant] = [...tail.matchAll(/^[^,"\n]+,(\d{4}-\d\d-\d\dT[\d:.]+Z),.*$/gm)].at(-1) ?? [];
    if (instant === undefined) return last;
    // Days of other zones begin a few hours earlier or later.
    const share = Math.min(1, Math.max(0, (Date.parse(instant) - start) / length));
    last = { share, text: text(instant.slice(0, 10)) };
    return last;
  };
}

const LOCAL_HEADER = [0x50, 0x4b, 0x03, 0x04];

/** Follows a ZIP by the headers with which its files begin. */
export function followFiles(files: number, text: (begun: number) => string): FollowPieces {
  let begun = 0;
  let matched = 0;
  return (piece) => {
    for (const byte of piece) {
      matched = byte === LOCAL_HEADER[matched] ? matched + 1 : byte === LOCAL_HEADER[0] ? 1 : 0;
      if (matched < LOCAL_HEADER.length) continue;
      begun = Math.min(files, begun + 1);
      matched = 0;
    }
    return { share: files > 0 ? Math.max(0, begun - 1) / files : 0, text: text(begun) };
  };
}
