import type { Readable } from 'node:stream';
import { Zip, ZipDeflate } from 'fflate';

export interface ZippedFile {
  name: string;
  at: Date;
  /** Opened when its turn comes. */
  open: () => Readable;
}

/** Files as one ZIP, each as it is made: what is held in memory is a piece of one. Fails as they do. */
export async function* zipped(files: Iterable<ZippedFile>): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    made.push(bytes);
  });
  for (const { name, at, open } of files) {
    // PDFs are compressed already.
    const entry = Object.assign(new ZipDeflate(name, { level: 1 }), { mtime: at });
    zip.add(entry);
    yield* made.splice(0);
    // One after the other: that is what keeps it small.
    // oxlint-disable-next-line no-await-in-loop
    for await (const piece of open() as AsyncIterable<Buffer>) {
      entry.push(piece);
      yield* made.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* made.splice(0);
  }
  zip.end();
  yield* made;
}
