import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { carryFilters, MOST_COMPARED, split } from '../../lib/filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import { useScope } from '../../lib/scope.ts';
import { Page } from '../../ui/page.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Empty } from '../../ui/states.tsx';
import { CompareFigures } from './compare-figures.tsx';
import { CompareOverlap } from './compare-overlap.tsx';
import { scopeOf } from './compare-questions.ts';
import { CompareFrequency, CompareReach } from './compare-shapes.tsx';
import { OverlapPanel } from './overlap-panel.tsx';

/** Two to six campaigns of the URL side by side: figures, people they share, reach build, frequency and conversion. */
export function CompareScreen() {
  const own = useScope();
  const search = useSearch({ from: '/campaigns/-/compare' });
  const navigate = useNavigate({ from: '/campaigns/-/compare' });
  const catalogue = useQuery(campaignsQuery).data?.items;
  const brands = useQuery(brandsQuery).data?.items;
  const campaigns = split(search.c).slice(0, MOST_COMPARED);
  const scope = scopeOf(own, campaigns);
  const shared = { scope, campaigns, nameOf: (slug: string) => nameOf(catalogue, slug) };
  const choose = (chosen: readonly string[]) => {
    const c = chosen.length > 0 ? chosen.slice(0, MOST_COMPARED).join(',') : undefined;
    void navigate({ search: (before) => ({ ...before, c }), replace: true, resetScroll: false });
  };
  return (
    <Page
      title="Compare campaigns"
      crumbs={
        <Link to="/campaigns" search={(before) => ({ ...carryFilters(before), pick: search.c })}>
          Campaigns
        </Link>
      }
      facts={`${formatPeriod(scope.period)}, ${scope.workspace.timezone}`}
      actions={
        <Picker
          label="Side by side"
          none="none"
          options={(catalogue ?? []).map(({ slug, name, brand }) => ({
            value: slug,
            label: name,
            ...(brand ? { note: nameOf(brands, brand) } : {}),
          }))}
          values={campaigns}
          onChange={choose}
        />
      }
    >
      {campaigns.length < 2 ? (
        <Empty
          sentence="Choose two to six campaigns above, or tick them in the table of campaigns."
          action={
            <Link to="/campaigns" search={(before) => ({ ...carryFilters(before), pick: search.c })}>
              Go to the campaigns
            </Link>
          }
        />
      ) : (
        <>
          <CompareFigures {...shared} />
          <CompareOverlap {...shared} />
          <OverlapPanel scope={scope} expected={campaigns.length} />
          <CompareReach {...shared} />
          <CompareFrequency {...shared} />
        </>
      )}
    </Page>
  );
}
