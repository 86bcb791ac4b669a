/**
 * p-values adjusted so that calling significant what lies at or under q lets at most the share q of the calls be false on
 * average, where the tests are independent or positively dependent (Benjamini and Hochberg 1995, Journal of the Royal
 * Statistical Society B 57:289-300; adjusted values as in Yekutieli and Benjamini 1999, J. Stat. Planning and Inference
 * 82:171-196): the smallest of m p₍ⱼ₎ ÷ j over the ranks j from its own on, at most 1. In the order given; a null is no test
 * and stays null.
 */
export function adjustForFalseDiscoveries(pValues: readonly (number | null)[]): (number | null)[] {
  const tested = pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .toSorted((a, b) => b.p - a.p || b.index - a.index);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  tested.forEach(({ p, index }, place) => {
    smallest = Math.min(smallest, p * (tested.length / (tested.length - place)));
    adjusted[index] = smallest;
  });
  return adjusted;
}
