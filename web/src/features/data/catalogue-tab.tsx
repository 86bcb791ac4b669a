import type { Brand, Campaign } from '@syncline/shared/control';
import type { Offer } from '@syncline/shared/offers';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { request } from '../../lib/api.ts';
import { formatDay, formatMoney, UNDEFINED } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, catalogueKey, nameOf, offersQuery } from '../../lib/questions.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AddEntry } from './add-entry.tsx';
import { EditableName } from './editable-name.tsx';
import { Choice } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';

const NONE = '';

type Save = (path: string, patch: Record<string, unknown>) => void;

/** The names that slugs of events have, and which campaign is whose. */
export function CatalogueTab() {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ path, patch }: { path: string; patch: Record<string, unknown> }) =>
      request(path, { method: 'PATCH', json: patch }),
    onSettled: () => client.invalidateQueries({ queryKey: [catalogueKey] }),
  });
  const save: Save = (path, patch) => change.mutate({ path, patch });
  return (
    <>
      <output className={forms.problem}>{change.error?.message}</output>
      <Campaigns save={save} />
      <Brands save={save} />
      <Offers save={save} />
    </>
  );
}

function Campaigns({ save }: { save: Save }) {
  const query = useQuery(campaignsQuery);
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const rows = query.data?.items ?? [];
  const columns: TableColumn<Campaign>[] = [
    nameColumn('Campaign', 'campaigns', save),
    {
      key: 'brand',
      label: 'Brand',
      value: (row) => row.brand,
      cell: (row) => brandCell(row, brands, save),
    },
    { key: 'days', label: 'Runs', value: (row) => row.starts_on, cell: runs, wide: true },
  ];
  return (
    <Panel
      title="Campaigns"
      subtitle="A changed brand counts for events from now on"
      query={query}
      height={140}
      picture={false}
      empty={
        query.data && rows.length === 0
          ? { sentence: 'No campaign yet: the first event that names one adds it.' }
          : false
      }
      controls={<AddEntry what="campaign" path="/campaigns" />}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={(row) => row.slug} caption="Campaigns" />}
    </Panel>
  );
}

function Brands({ save }: { save: Save }) {
  const query = useQuery(brandsQuery);
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const rows = query.data?.items ?? [];
  const columns: TableColumn<Brand>[] = [
    nameColumn('Brand', 'brands', save),
    {
      key: 'campaigns',
      label: 'Campaigns',
      value: ({ slug }) => campaigns.filter(({ brand }) => brand === slug).length,
      numeric: true,
      definition: 'Campaigns of this brand in the catalogue',
    },
  ];
  return (
    <Panel
      title="Brands"
      subtitle="What a brand is called on screens and exports; its slug is in its events and stays"
      query={query}
      height={140}
      picture={false}
      empty={
        query.data && rows.length === 0 ? { sentence: 'No brand yet: the first event that names one adds it.' } : false
      }
      controls={<AddEntry what="brand" path="/brands" />}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={(row) => row.slug} caption="Brands" />}
    </Panel>
  );
}

function Offers({ save }: { save: Save }) {
  const query = useQuery(offersQuery);
  const campaigns = useQuery(campaignsQuery).data?.items;
  const rows = query.data?.items ?? [];
  const columns: TableColumn<Offer>[] = [
    nameColumn('Offer', 'offers', save),
    {
      key: 'campaign',
      label: 'Campaign',
      value: (row) => row.campaign,
      cell: (row) => (row.campaign === null ? UNDEFINED : nameOf(campaigns, row.campaign)),
    },
    {
      key: 'hashtags',
      label: 'Trigger, confirmation',
      value: (row) => row.trigger_hashtag,
      cell: hashtags,
      wide: true,
    },
    {
      key: 'price',
      label: 'Price',
      value: (row) => row.price_minor,
      cell: price,
      numeric: true,
      definition: 'What a buyer pays in all',
    },
    {
      key: 'stock',
      label: 'Stock',
      value: (row) => row.stock,
      numeric: true,
      definition: 'How many can be sold in all; none given is no limit',
      wide: true,
    },
  ];
  return (
    <Panel
      title="Offers"
      subtitle="What is sold by post, with its hashtags"
      query={query}
      height={140}
      picture={false}
      empty={
        query.data && rows.length === 0
          ? { sentence: 'No offer yet: the first purchase that names one adds it.' }
          : false
      }
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={(row) => row.slug} caption="Offers" />}
    </Panel>
  );
}

function nameColumn<Row extends { slug: string; name: string; origin: string }>(
  label: string,
  kind: 'brands' | 'campaigns' | 'offers',
  save: Save,
): TableColumn<Row> {
  return {
    key: 'name',
    label,
    value: (row) => row.name,
    cell: (row) => nameCell(row, (name) => save(`/${kind}/${encodeURIComponent(row.slug)}`, { name })),
  };
}

function nameCell(row: { slug: string; name: string; origin: string }, save: (name: string) => void): ReactNode {
  const note = row.origin === 'discovered' ? `${row.slug}, met in events` : row.slug;
  return <EditableName name={row.name} note={note} onSave={save} />;
}

function brandCell(row: Campaign, brands: readonly Brand[], save: Save): ReactNode {
  return (
    <Choice
      label={`Brand of ${row.name}`}
      value={row.brand ?? NONE}
      options={[{ value: NONE, label: 'no brand' }, ...brands.map(({ slug, name }) => ({ value: slug, label: name }))]}
      onChange={(brand) => save(`/campaigns/${encodeURIComponent(row.slug)}`, { brand: brand === NONE ? null : brand })}
    />
  );
}

function runs({ starts_on, ends_on }: Campaign): ReactNode {
  if (starts_on === null && ends_on === null) return UNDEFINED;
  const day = (value: string | null) => (value === null ? '' : formatDay(value, { year: true }));
  return `${day(starts_on)} – ${day(ends_on)}`;
}

function hashtags({ trigger_hashtag, confirmation_hashtag }: Offer): ReactNode {
  const tags = [trigger_hashtag, confirmation_hashtag].flatMap((tag) => (tag === null ? [] : [`#${tag}`]));
  return tags.length > 0 ? tags.join(', ') : UNDEFINED;
}

function price({ price_minor, currency }: Offer): ReactNode {
  return price_minor === null || currency === null ? UNDEFINED : formatMoney(price_minor, currency);
}
