import { foldTerm } from '@syncline/shared/control';
import unhomoglyph from 'unhomoglyph';

/**
 * Whether a reader, or X, could take one hashtag for the other. They are compared after compatibility folding (NFKC) as
 * they are written, in small and in capital letters, each by its skeleton of Unicode Technical Standard #39: X does not
 * tell case apart, so a tag is posted in any of the three.
 */
export function looksLike(one: string, other: string): boolean {
  const others = looksOf(other);
  return looksOf(one).some((look, index) => look === others[index]);
}

function looksOf(hashtag: string): string[] {
  const written = hashtag.normalize('NFKC');
  return [written, foldTerm(written), written.toUpperCase()].map(skeleton);
}

/** `skeleton(X)` of UTS #39, section 4: decomposed, every character replaced by its prototype, decomposed again. */
function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}
