import type { BrandFollowsAnswer } from '@syncline/shared/audience';
import { Link } from '@tanstack/react-router';
import { FollowBars } from '../../charts/draw/follow-bars.tsx';
import { prepareFollows } from '../../charts/prepare/follows.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatCount, formatPercent } from '@syncline/shared/format';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { brandsTable } from './audience-tables.ts';
import { DEVICE_GROUPS } from './device-groups.ts';

const HEIGHT = 320;

/** How many brands people follow, over everybody and by primary device. */
export function BrandsPanel({ follows }: { follows: PanelQuery & { data: BrandFollowsAnswer | undefined } }) {
  const { data } = follows;
  const groups = DEVICE_GROUPS.filter(({ key }) => key !== 'unknown').map((group) => ({
    ...group,
    distribution: data?.devices.find(({ device }) => device === group.key),
  }));
  return (
    <Panel
      title="Brands followed per person, by primary device"
      subtitle={`Share of ${data ? formatCount(data.followers) : 'all'} followers by the number of brands they follow at the end of the period; points: of the followers of each primary device`}
      query={follows}
      height={HEIGHT}
      meta={data?.meta}
      table={data && brandsTable(data)}
      empty={
        data?.followers === 0 && {
          sentence: 'Nobody follows a brand at the end of these days under these filters.',
          action: (
            <Link to="/data" search={carryFilters}>
              Bring in data
            </Link>
          ),
        }
      }
      source={data ? <Source answer={data} /> : null}
    >
      {() =>
        data ? (
          <FollowBars
            label="Followers by the number of brands they follow, by primary device"
            data={prepareFollows(data, groups)}
            height={HEIGHT}
          />
        ) : null
      }
    </Panel>
  );
}

function Source({ answer: { devices, rule, meta } }: { answer: BrandFollowsAnswer }) {
  const unknown = devices.find(({ device }) => device === 'unknown')?.followers ?? 0;
  return (
    <>
      Primary device: at least {formatPercent(rule.primary_device_threshold, { digits: 0 })} of a person’s own actions
      in the period. {formatCount(unknown)} followers without a known device in it are in the bars and the table, not
      among the points. <MethodNote method={meta.method} />
    </>
  );
}
