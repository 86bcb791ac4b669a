import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const UNFINISHED = '.part';

/** The folder that finished reports are written to; a file in it is whole, or not there. */
export class ReportFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder, and removes what a stopped process left unfinished. Rejects with an Error in plain words. */
  async open(): Promise<void> {
    try {
      await mkdir(this.path, { recursive: true });
      const left = (await readdir(this.path)).filter((name) => name.endsWith(UNFINISHED));
      await Promise.all(left.map((name) => rm(this.pathOf(name), { force: true })));
    } catch (error) {
      throw this.#inWords(error);
    }
  }

  /** Writes a file as a whole: it is there under its name once it is durable. Gives its size; rejects in plain words. */
  async write(name: string, content: Readable): Promise<number> {
    const unfinished = this.pathOf(name + UNFINISHED);
    try {
      await pipeline(content, createWriteStream(unfinished, { flush: true }));
      const { size } = await stat(unfinished);
      await rename(unfinished, this.pathOf(name));
      return size;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw this.#inWords(error);
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** What went wrong with the folder, and what to do; what is of the content stays as it is. */
  #inWords(error: unknown): unknown {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === undefined ? undefined : REASONS[code];
    return why === undefined ? error : new FolderError(`${this.path} cannot be written: ${why}`, { cause: error });
  }
}

/** The folder of reports cannot be written; its message says why and what to do. */
export class FolderError extends Error {
  override name = 'FolderError';
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space; it is tried again.',
  EACCES: 'the server may not write there. Give it the right to, or set SYNCLINE_REPORTS_DIR to another folder.',
  EPERM: 'the server may not write there. Give it the right to, or set SYNCLINE_REPORTS_DIR to another folder.',
  EROFS: 'it is on a disk that is read only. Set SYNCLINE_REPORTS_DIR to another folder.',
  ENOENT: 'the folder is gone. Make it again, or set SYNCLINE_REPORTS_DIR to another folder.',
  ENOTDIR: 'it is no folder. Set SYNCLINE_REPORTS_DIR to another.',
  EEXIST: 'a file has its name. Move that, or set SYNCLINE_REPORTS_DIR to another folder.',
};
