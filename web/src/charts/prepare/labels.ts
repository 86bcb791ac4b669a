/** A label along one axis: its middle and its width in pixels, and which of two that collide stays. */
export interface Label {
  key: string;
  at: number;
  width: number;
  weight: number;
}

const GAP = 6;

/** The keys of labels that can all be written without touching; of two that collide the lighter one is dropped. */
export function fittingLabels(labels: readonly Label[]): Set<string> {
  const kept: Label[] = [];
  for (const label of [...labels].sort((a, b) => b.weight - a.weight)) {
    const free = kept.every((other) => Math.abs(other.at - label.at) >= (other.width + label.width) / 2 + GAP);
    if (free) kept.push(label);
  }
  return new Set(kept.map((label) => label.key));
}

/** About how wide a text is in Inter at `size` pixels. */
export function textWidth(text: string, size = 11): number {
  return text.length * size * 0.58;
}

/** The text, or as much of it as fits into `width` pixels with an ellipsis behind. */
export function fitted(text: string, width: number, size = 11): string {
  if (textWidth(text, size) <= width) return text;
  const room = Math.max(1, Math.floor(width / (size * 0.58)) - 1);
  return `${text.slice(0, room).trimEnd()}…`;
}

/** The text in at most `most` lines of `width` pixels, broken between words; what does not fit is cut. */
export function wrapped(text: string, width: number, most: number, size = 11): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const joined = `${last ?? ''} ${word}`;
    if (last !== undefined && (textWidth(joined, size) <= width || lines.length === most)) lines.splice(-1, 1, joined);
    else lines.push(word);
  }
  return lines.map((line) => fitted(line.trim(), width, size));
}
