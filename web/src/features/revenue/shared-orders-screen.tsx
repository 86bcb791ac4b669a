import { partiesOf } from '@syncline/shared/agreements';
import { UNALLOCATED_REASONS } from '@syncline/shared/revenue-share';
import { useQuery } from '@tanstack/react-query';
import { formatMonth } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Button } from '../../ui/controls.tsx';
import { Choice } from '../../ui/fields.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { agreementsQuery } from './agreements-questions.ts';
import { SectionLinks } from './section-links.tsx';
import { SharedOrdersPanel } from './shared-orders-panel.tsx';
import { figureOfLine, NO_PLACE, type SharedOrdersSearch, sharedOrdersSearchFields } from './shared-orders-search.ts';
import styles from './shared-orders.module.css';
import { capital, REASON_NAMES } from './shares.ts';
import { useScopeNames } from './use-scope-names.ts';

const NET = 'net';

/** The orders under a figure of the shares, with what each movement gave whom under which terms. */
export function SharedOrdersScreen() {
  const scope = useScope();
  const [search, setSearch] = useScreenSearch(sharedOrdersSearchFields);
  const agreements = useQuery(agreementsQuery).data?.items ?? [];
  const parties = new Map(
    agreements.flatMap(({ versions }) =>
      versions.flatMap(({ terms }) => partiesOf(terms).map(({ party, name }) => [party, name] as const)),
    ),
  );
  const { party, figure } = search;
  const name = party === undefined ? figureName(figure) : (parties.get(party) ?? party);
  // A party that no agreement names any more is still what the address says.
  if (party !== undefined) parties.set(party, name);
  return (
    <Page title="Shared orders" facts={`What makes up ${name}, order by order`}>
      <SectionLinks />
      <div className={styles.bar}>
        <Choice
          label="Figure"
          value={party === undefined ? (figure ?? NET) : `party ${party}`}
          options={[
            { value: NET, label: capital(figureName(undefined)) },
            ...[...parties].map(([slug, name]) => ({ value: `party ${slug}`, label: name })),
            { value: 'tax', label: capital(figureName('tax')) },
            ...UNALLOCATED_REASONS.map((reason) => ({ value: reason, label: capital(figureName(reason)) })),
          ]}
          onChange={(value) =>
            setSearch({
              party: undefined,
              figure: undefined,
              ...(value === NET ? {} : figureOfLine(value)),
              sum: undefined,
            })
          }
        />
        <Parts search={search} onRemove={(change) => setSearch({ ...change, sum: undefined })} />
      </div>
      <SharedOrdersPanel scope={scope} search={search} name={name} onSort={(sort) => setSearch({ sort })} />
    </Page>
  );
}

function figureName(figure: SharedOrdersSearch['figure']): string {
  if (figure === undefined) return 'net revenue';
  return figure === 'tax' ? 'tax set apart' : REASON_NAMES[figure];
}

/** What narrows the figure beside the filters, each to be taken away. */
function Parts({
  search,
  onRemove,
}: {
  search: SharedOrdersSearch;
  onRemove: (change: Partial<SharedOrdersSearch>) => void;
}) {
  const nameOf = useScopeNames();
  const { month, agreement, version } = search;
  const places = (['brand', 'campaign', 'offer'] as const).flatMap((level) => {
    const slug = search[`in_${level}`];
    if (slug === undefined) return [];
    const text = slug === NO_PLACE ? `No ${level}` : `${LEVELS[level]} ${nameOf(level, slug)}`;
    return [{ text, change: { [`in_${level}`]: undefined } }];
  });
  const parts = [
    ...(month === undefined ? [] : [{ text: formatMonth(`${month}-01`), change: { month: undefined } }]),
    ...places,
    ...(agreement === undefined || version === undefined
      ? []
      : [{ text: `${agreement}, version ${version}`, change: { agreement: undefined, version: undefined } }]),
  ];
  if (parts.length === 0) return null;
  return (
    <ul className={styles.parts} aria-label="Only orders of">
      {parts.map(({ text, change }) => (
        <li key={text}>
          {text}
          <Button
            look="icon"
            aria-label={`Not only ${text}`}
            title={`Not only ${text}`}
            onClick={() => onRemove(change)}
          >
            <CloseIcon size={11} />
          </Button>
        </li>
      ))}
    </ul>
  );
}

const LEVELS = { brand: 'Brand', campaign: 'Campaign', offer: 'Offer' };
