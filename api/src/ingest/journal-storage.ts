import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A journal file open for appending. */
export interface SegmentFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves once what was written survives a power cut. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The file system as the journal uses it; tests put a failing one in its place. */
export interface JournalStorage {
  open(path: string, mode: 'create' | 'append'): Promise<SegmentFile>;
  /** Makes the names in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Puts a small file in place of another in one step. */
  replace(path: string, content: string): Promise<void>;
}

export const diskStorage: JournalStorage = {
  async open(path, mode) {
    return segmentFile(await open(path, mode === 'create' ? 'wx' : 'r+'));
  },
  syncFolder,
  remove: (path) => unlink(path),
  async replace(path, content) {
    const draft = `${path}.new`;
    const file = await open(draft, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  },
};

function segmentFile(file: FileHandle): SegmentFile {
  return {
    async write(bytes, position) {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
        written += bytesWritten;
      }
    },
    sync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
