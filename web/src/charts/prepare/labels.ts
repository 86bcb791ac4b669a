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
