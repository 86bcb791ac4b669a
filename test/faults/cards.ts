import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file that holds one of the numbers, in ASCII digits with or without separators. */
export function cardsFound(folder: string, cards: ReadonlySet<string>): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) =>
      // Numbers stand alone or within longer runs of digits: look at every window of a run.
      [...withoutSeparators(readFileSync(path, 'latin1')).matchAll(/\d{13,400}/g)].flatMap(([run]) =>
        [13, 14, 15, 16, 19].flatMap((length) =>
          Array.from({ length: Math.max(0, run.length - length + 1) }, (_, at) => run.slice(at, at + length))
            .filter((digits) => cards.has(digits))
            .map(() => path),
        ),
      ),
    );
}

/** The content, and once more without what was put between digits (UTF-8 read as Latin-1). */
function withoutSeparators(content: string): string {
  return `${content}\n${content.replaceAll(/[ .-]|\u00c2\u00a0|\u00e2\u0080\u008b/g, '')}`;
}
