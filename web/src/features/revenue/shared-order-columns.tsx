import type { Terms } from '@syncline/shared/agreements';
import type { ShareFigure, ShareMovement, ShareOrdersAnswer } from '@syncline/shared/revenue-share-orders';
import { shareWords } from '@syncline/shared/terms-words';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatInstant, formatMoney, UNDEFINED } from '@syncline/shared/format';
import type { TableColumn } from '../../ui/data-table.tsx';
import { agreementsQuery } from './agreements-questions.ts';
import styles from './shared-orders.module.css';
import { REASON_NAMES } from './shares.ts';
import { useScopeNames } from './use-scope-names.ts';

/** A movement of an order under the figure, and what it adds to it. */
export interface MovementRow extends ShareMovement {
  key: string;
  order: string;
  adds: number;
}

/** Tells the terms of a movement: name and version of the agreement, and what they say of a party. */
type TermsOf = (row: MovementRow, party: string | null) => { under: string; words: string[] };

function useTermsOf(currency: string): TermsOf {
  const agreements = useQuery(agreementsQuery).data?.items ?? [];
  const terms = new Map(
    agreements.flatMap(({ slug, name, versions }) =>
      versions.map((one) => [`${slug} ${one.version}`, { name, terms: one.terms }] as const),
    ),
  );
  const money = (minor: number) => formatMoney(minor, currency);
  return ({ under, reason, parties }, party) => {
    if (under === null) return { under: REASON_NAMES[reason ?? 'no_agreement'], words: [] };
    const found = terms.get(`${under.agreement} ${under.version}`);
    const title = `${found?.name ?? under.agreement}, version ${under.version}`;
    if (reason !== null) return { under: title, words: [REASON_NAMES[reason]] };
    if (party !== null) return { under: title, words: found ? [wordsOf(found.terms, party, money)] : [] };
    return { under: title, words: parties.map(({ name, amount }) => `${name} ${money(amount)}`) };
  };
}

function wordsOf(terms: Terms, party: string, money: (minor: number) => string): string {
  const share = terms.shares.find((one) => one.party === party);
  return share ? shareWords(share, money) : 'the rest';
}

interface Columns {
  currency: string;
  timezone: string;
  figure: ShareFigure;
  /** What the figure is called. */
  name: string;
  totals: ShareOrdersAnswer['totals'] | undefined;
}

/** The columns of the movements under a figure. */
export function useSharedOrderColumns({
  currency,
  timezone,
  figure,
  name,
  totals,
}: Columns): TableColumn<MovementRow>[] {
  const nameOf = useScopeNames();
  const termsOf = useTermsOf(currency);
  const money = (minor: number) => formatMoney(minor, currency);
  const party = figure.kind === 'party' ? figure.party : null;
  const isNet = figure.kind === 'net_revenue';
  const amount: TableColumn<MovementRow> = {
    key: 'amount',
    label: 'Paid or refunded',
    value: (row) => row.amount,
    cell: (row) => money(row.amount),
    numeric: true,
    definition: 'What the order was charged, or refunded as a negative amount, in the order’s own movement',
    sortable: false,
  };
  const sum = totals && money(totals.amount);
  return [
    {
      key: 'order',
      label: 'Order',
      value: ({ order }) => order,
      cell: ({ order, at, kind }) => orderCell(order, `${formatInstant(at, timezone)}, ${kind}`),
      sortable: false,
      footer: 'All orders',
    },
    {
      key: 'at',
      label: 'When',
      value: ({ at }) => at,
      cell: ({ at }) => formatInstant(at, timezone),
      sortable: false,
      wide: true,
    },
    {
      key: 'place',
      label: 'Campaign · offer',
      value: ({ campaign }) => campaign,
      cell: ({ campaign, offer }) => {
        const names = [
          campaign === '' ? 'no campaign' : nameOf('campaign', campaign),
          offer === '' ? 'no offer' : nameOf('offer', offer),
        ];
        return [...new Set(names)].join(' · ');
      },
      sortable: false,
      wide: true,
    },
    {
      key: 'kind',
      label: 'Movement',
      value: ({ kind }) => kind,
      cell: ({ kind }) => (kind === 'paid' ? 'Paid' : 'Refunded'),
      sortable: false,
      wide: true,
    },
    isNet ? { ...amount, ...(sum === undefined ? {} : { footer: sum }) } : amount,
    ...(isNet
      ? []
      : [
          {
            key: 'adds',
            label: name,
            value: ({ adds }: MovementRow) => adds,
            cell: ({ adds }: MovementRow) => <strong className={styles.adds}>{money(adds)}</strong>,
            numeric: true as const,
            definition:
              'What this movement adds to the figure under the agreement in force on the day the order was paid',
            sortable: false as const,
            ...(sum === undefined ? {} : { footer: sum }),
          },
        ]),
    {
      key: 'terms',
      label: isNet ? 'Who got what' : 'Terms',
      value: () => UNDEFINED,
      cell: (row) => termsCell(termsOf(row, party)),
      sortable: false,
      wide: true,
    },
  ];
}

/** On a phone, where columns are few, what happened when stands under the order. */
function orderCell(order: string, note: string): ReactNode {
  return (
    <span className={styles.order}>
      <code>{order}</code>
      <small>{note}</small>
    </span>
  );
}

function termsCell({ under, words }: ReturnType<TermsOf>): ReactNode {
  return (
    <span className={styles.terms}>
      {under}
      {words.length === 0 ? null : (
        <small>
          {words.map((part, index) => (
            <span key={part}>
              {index > 0 ? ' · ' : null}
              <span className={words.length > 1 ? styles.whole : undefined}>{part}</span>
            </span>
          ))}
        </small>
      )}
    </span>
  );
}
