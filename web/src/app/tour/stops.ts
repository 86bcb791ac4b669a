/** A part of the screen that the tour stops at. */
export interface Stop {
  /** Finds it; the first that is shown counts. */
  selector: string;
  title: string;
  text: string;
}

export const STOPS: readonly Stop[] = [
  {
    selector: 'nav[aria-label="Screens"]',
    title: 'Every question has a screen',
    text: 'Campaigns, devices, audience and revenue answer; under them is what runs the shop. Data is where files come in.',
  },
  {
    selector: 'section[aria-label="Filters"]',
    title: 'One bar decides what is counted',
    text: 'Days, comparison, brand, campaign, device and network. All of it is in the address: a link shows what you see.',
  },
  {
    selector: 'main [data-figures]',
    title: 'Figures that explain themselves',
    text: 'Hover or focus the label of a figure for its formula, unit and window. Each is counted exactly, never estimated.',
  },
  {
    selector: 'main section[aria-busy]',
    title: 'Charts that can be checked',
    text: 'A table of the same numbers, PNG, SVG and CSV stand at the right. Hatched days are still open; dashes are the days before.',
  },
  {
    selector: 'button[aria-label="Find"]',
    title: 'Anything by name, and help by one key',
    text: 'Ctrl or ⌘ K finds screens, campaigns, periods and definitions. The key ? shows all keys, and this tour again.',
  },
];

/** The element of a stop that is shown; null where the screen has none. */
export function targetOf({ selector }: Stop): HTMLElement | null {
  const found = [...document.querySelectorAll<HTMLElement>(selector)];
  return found.find((element) => element.getClientRects().length > 0) ?? null;
}
