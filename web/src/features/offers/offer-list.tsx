import { formatAmount } from '@syncline/shared/money';
import { OFFER_STATES, type Offer, type OfferState } from '@syncline/shared/offers';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatMoney, UNDEFINED } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { CampaignName } from '../../ui/campaign-name.tsx';
import { TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/fields.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import styles from './offer-list.module.css';
import { runsText, STATE_NAMES } from './offer-words.ts';
import { StockMeter } from './stock-meter.tsx';

/** An offer with what was sold of it and where it stands now. */
export interface OfferRow extends Offer {
  sold: number;
  state: OfferState;
}

interface OfferSearch {
  find?: string | undefined;
  state?: OfferState | undefined;
}

interface OfferListProps {
  rows: readonly OfferRow[];
  query: PanelQuery;
  search: OfferSearch;
  onSearch: (change: OfferSearch) => void;
  onOpen: (slug: string) => void;
}

/** The table of offers: found by name, brand or hashtag, and by where they stand. */
export function OfferList({ rows, query, search, onSearch, onOpen }: OfferListProps) {
  const { timezone } = useWorkspace();
  const brandOf = useBrandOf();
  const wanted = (search.find ?? '').trim().replace(/^#/, '').toLowerCase();
  const shown = rows.filter(
    (row) => (!search.state || row.state === search.state) && textOf(row, brandOf(row)).includes(wanted),
  );
  return (
    <Panel
      title={shown.length === rows.length ? 'All offers' : `${shown.length} of ${rows.length} offers`}
      subtitle="An offer holds its hashtags from its start until its last confirmation can arrive; sold counts every order ever paid, refunded ones too"
      query={query}
      height={320}
      picture={false}
      empty={
        !query.isPending &&
        rows.length === 0 && {
          sentence: 'No offer yet. Add one, or send a purchase that names one: it is met as a draft to complete.',
        }
      }
      controls={
        <div className={styles.controls}>
          <TextInput
            type="search"
            aria-label="Find an offer"
            placeholder="Name, brand or hashtag"
            value={search.find ?? ''}
            onChange={(event) => onSearch({ find: event.currentTarget.value || undefined })}
          />
          <Choice<OfferState | 'all'>
            label="State"
            value={search.state ?? 'all'}
            options={[
              { value: 'all', label: 'Every state' },
              ...OFFER_STATES.map((state) => ({ value: state, label: STATE_NAMES[state] })),
            ]}
            onChange={(state) => onSearch({ state: state === 'all' ? undefined : state })}
          />
        </div>
      }
      table={exported(shown, brandOf)}
    >
      <DataTable
        caption="Offers"
        columns={columnsOf(timezone, brandOf)}
        rows={shown}
        rowKey={(row) => row.slug}
        sort={{ key: 'state', descending: false }}
        onRow={(row) => onOpen(row.slug)}
        none="No offer is like this."
      />
    </Panel>
  );
}

/** What needs looking at first. */
const STATE_ORDER: readonly OfferState[] = ['live', 'sold_out', 'scheduled', 'draft', 'ended'];

type BrandOf = (offer: Offer) => string;

/** The brand's name of an offer: its own, or else that of its campaign. */
function useBrandOf(): BrandOf {
  const brands = useQuery(brandsQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  return (offer) => {
    const slug = offer.brand ?? campaigns?.find(({ slug }) => slug === offer.campaign)?.brand;
    return slug ? nameOf(brands, slug) : '';
  };
}

function textOf({ name, slug, product, trigger_hashtag, confirmation_hashtag }: Offer, brand: string): string {
  return [name, slug, product, brand, trigger_hashtag, confirmation_hashtag].join(' ').toLowerCase();
}

function columnsOf(timezone: string, brandOf: BrandOf): TableColumn<OfferRow>[] {
  return [
    { key: 'name', label: 'Offer', value: (row) => row.name, cell: (row) => nameCell(row, brandOf(row)) },
    { key: 'state', label: 'State', value: (row) => String(STATE_ORDER.indexOf(row.state)), cell: stateCell },
    {
      key: 'hashtags',
      label: 'Trigger, confirmation',
      value: (row) => row.trigger_hashtag,
      cell: hashtagsCell,
      wide: true,
    },
    {
      key: 'price',
      label: 'Price',
      value: (row) => row.price_minor,
      cell: priceCell,
      numeric: true,
      definition: 'What a buyer pays in all, and the list price where one is known',
      wide: true,
    },
    {
      key: 'sold',
      label: 'Sold of stock',
      value: (row) => row.sold,
      cell: (row) => <StockMeter {...row} />,
      numeric: true,
      definition: 'Orders that took one of the stock, of the stock in all',
    },
    {
      key: 'runs',
      label: 'Runs',
      value: (row) => row.starts_at,
      cell: (row) => runsText(row, timezone) ?? UNDEFINED,
      wide: true,
    },
  ];
}

function nameCell(row: OfferRow, brand: string): ReactNode {
  const link = (
    <Link
      to="/offers"
      search={(before) => Object.assign({}, before, { offer: row.slug })}
      onClick={(event) => event.stopPropagation()}
    >
      {row.name}
    </Link>
  );
  const note = row.origin === 'discovered' ? 'met in events' : brand;
  return <CampaignName name={row.name} link={link} note={note} />;
}

function stateCell({ state }: OfferRow): ReactNode {
  return <span className={styles[state]}>{STATE_NAMES[state]}</span>;
}

function hashtagsCell({ trigger_hashtag, confirmation_hashtag }: OfferRow): ReactNode {
  if (trigger_hashtag === null && confirmation_hashtag === null) return UNDEFINED;
  return (
    <span className={styles.tags}>
      <span>{trigger_hashtag === null ? UNDEFINED : `#${trigger_hashtag}`}</span>
      <small>{confirmation_hashtag === null ? UNDEFINED : `#${confirmation_hashtag}`}</small>
    </span>
  );
}

function priceCell({ price_minor, list_price_minor, currency, tax, tax_basis_points }: OfferRow): ReactNode {
  if (price_minor === null || currency === null) return UNDEFINED;
  const taxed = tax === 'added' && tax_basis_points > 0;
  return (
    <span className={styles.price}>
      {list_price_minor !== null && list_price_minor > price_minor ? (
        <small>
          <span className="sr-only">instead of </span>
          <s>{formatMoney(list_price_minor, currency)}</s>
        </small>
      ) : null}
      {formatMoney(price_minor, currency)}
      {taxed ? <small>+ tax</small> : null}
    </span>
  );
}

function exported(rows: readonly OfferRow[], brandOf: BrandOf) {
  const labels = [
    'Offer',
    'Slug',
    'Brand',
    'Campaign',
    'State',
    'Trigger',
    'Confirmation',
    'List price',
    'Price',
    'Currency',
    'Tax, %',
    'Tax rule',
    'Sold',
    'Stock',
    'Per person',
    'Starts (UTC)',
    'Ends (UTC)',
    'Audience',
    'Minutes to confirm',
  ];
  const amount = (minor: number | null, currency: string | null) =>
    minor === null || currency === null ? null : formatAmount(minor, currency);
  return {
    columns: labels.map((label) => ({ label })),
    rows: rows.map((row) => [
      row.name,
      row.slug,
      brandOf(row),
      row.campaign,
      STATE_NAMES[row.state],
      row.trigger_hashtag,
      row.confirmation_hashtag,
      amount(row.list_price_minor, row.currency),
      amount(row.price_minor, row.currency),
      row.currency,
      row.tax_basis_points / 100,
      row.tax,
      row.sold,
      row.stock,
      row.per_person_limit,
      row.starts_at,
      row.ends_at,
      row.audience,
      row.confirmation_minutes,
    ]),
  };
}
