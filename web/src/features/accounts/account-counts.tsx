import type { AccountCounts as Counts } from '@syncline/shared/accounts';
import { formatCount, UNDEFINED } from '@syncline/shared/format';
import type { Definition } from '../../ui/definition.tsx';
import { Kpi, KpiStrip } from '../../ui/kpi.tsx';

const SOURCE = 'Syncline: synced accounts';
const ONCE = 'each account of a network once';
const DEFINITIONS = {
  linked: {
    title: 'Linked accounts',
    unit: 'accounts',
    formula: 'accounts with a payment token; a post of one can begin a purchase unless it is protected',
    deduplication: ONCE,
    source: SOURCE,
  },
  protected: {
    title: 'Protected accounts',
    unit: 'accounts',
    formula: 'linked accounts that are left out of every purchase, as in 2013: a purchase is a public post',
    deduplication: ONCE,
    source: SOURCE,
  },
  unlinked: {
    title: 'Unlinked accounts',
    unit: 'accounts',
    formula:
      'accounts that were linked once and have no token now; nothing can be charged, and they can be linked again',
    deduplication: ONCE,
    source: SOURCE,
  },
  erased: {
    title: 'Erased accounts',
    unit: 'accounts',
    formula: 'accounts of which nothing is kept but that there was one, and when it was erased',
    deduplication: 'each erasure once; the same person linked again is a new account',
    source: SOURCE,
  },
} satisfies Record<string, Definition>;

const KPIS = [
  ['linked', 'Linked'],
  ['protected', 'Protected'],
  ['unlinked', 'Unlinked'],
  ['erased', 'Erased'],
] as const;

interface AccountCountsProps {
  counts: Counts | undefined;
  /** Whether they could not be loaded, which the list below says and mends. */
  failed: boolean;
}

/** How many accounts there are of each kind. */
export function AccountCounts({ counts, failed }: AccountCountsProps) {
  const figureOf = (key: (typeof KPIS)[number][0]) => {
    if (counts) return { main: formatCount(counts[key]) };
    return failed ? { main: UNDEFINED } : undefined;
  };
  return (
    <KpiStrip>
      {KPIS.map(([key, label]) => (
        <Kpi key={key} label={label} definition={DEFINITIONS[key]} figure={figureOf(key)} />
      ))}
    </KpiStrip>
  );
}
