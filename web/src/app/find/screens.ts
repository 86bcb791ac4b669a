import { REVENUE_SECTIONS } from '../../features/revenue/sections.ts';

/** A screen that can be gone to by name, and by the letter after "g". */
export interface NamedScreen {
  to: string;
  label: string;
  /** What else people call it. */
  words: string;
  letter?: string;
}

const TOP: readonly NamedScreen[] = [
  { to: '/', label: 'Overview', words: 'home start dashboard', letter: 'o' },
  { to: '/campaigns', label: 'Campaigns', words: 'compare overlap table', letter: 'c' },
  { to: '/devices', label: 'Devices', words: 'mobile desktop tablet research index', letter: 'd' },
  { to: '/audience', label: 'Audience', words: 'followers brands followed overlap', letter: 'a' },
  { to: '/studies', label: 'Studies', words: 'research cite run', letter: 's' },
  { to: '/revenue', label: 'Revenue', words: 'money shares net gross refunds', letter: 'r' },
  { to: '/reports', label: 'Reports', words: 'pdf print document schedule mail', letter: 'e' },
];
const OPERATIONS: readonly NamedScreen[] = [
  { to: '/offers', label: 'Offers', words: 'hashtags stock price', letter: 'f' },
  { to: '/orders', label: 'Orders', words: 'purchases refunds', letter: 'p' },
  { to: '/live', label: 'Live', words: 'now stream', letter: 'l' },
  { to: '/alerts', label: 'Alerts', words: 'goals levels thresholds bell webhook warn', letter: 't' },
  { to: '/accounts', label: 'Accounts', words: 'synced cards', letter: 'k' },
  { to: '/data', label: 'Data', words: 'import files refused reconciliation', letter: 'i' },
  { to: '/definitions', label: 'Definitions', words: 'glossary metrics formulas help', letter: 'h' },
];

/** Every screen that has a name of its own, as the rail has them; those under Revenue follow it. */
export const NAMED_SCREENS: readonly NamedScreen[] = [
  ...TOP,
  ...REVENUE_SECTIONS.filter(({ to }) => to !== '/revenue').map(({ to, label }) => ({ to, label, words: 'revenue' })),
  ...OPERATIONS,
];
