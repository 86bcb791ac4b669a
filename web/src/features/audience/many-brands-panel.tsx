import type { BrandFollowsAnswer } from '@syncline/shared/audience';
import { IntervalRows } from '../../charts/draw/interval-rows.tsx';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { audienceSearchFields, LEAST_BRANDS } from './audience-questions.ts';
import { manyBrandsTable } from './audience-tables.ts';
import { manyBrandsRows, manyBrandsTitle } from './findings.ts';
import styles from './many-brands-panel.module.css';

const HEIGHT = 40 + 48 + 4 * 40;
const CHOICES = LEAST_BRANDS.map((brands) => ({ value: String(brands), label: `${brands} or more` }));

/** How many of the followers of each primary device follow five, or eleven, brands or more. */
export function ManyBrandsPanel({ follows }: { follows: PanelQuery & { data: BrandFollowsAnswer | undefined } }) {
  const [search, setSearch] = useScreenSearch(audienceSearchFields);
  const least = search.brands ?? 11;
  const { data } = follows;
  return (
    <Panel
      title={data && manyBrandsTitle(data, least)}
      subtitle={`Followers of ${least} or more brands ÷ followers of at least one, with 95 % interval; dotted: all followers`}
      query={follows}
      height={HEIGHT}
      meta={data?.meta}
      table={data && manyBrandsTable(data)}
      empty={data?.followers === 0 && { sentence: 'Without followers there is no share of them.' }}
      source="Wilson interval at 95 %; the title names a difference only where its interval (Newcombe 1998, method 10) keeps clear of zero. A share of followers, not of all people."
    >
      {() =>
        data ? (
          <>
            <div className={styles.choice}>
              <Segments
                label="Brands followed"
                options={CHOICES}
                value={String(least)}
                onChange={(next) =>
                  setSearch({ brands: LEAST_BRANDS.find((brands) => brands !== 11 && String(brands) === next) })
                }
              />
            </div>
            <IntervalRows
              label={`Share of followers who follow ${least} or more brands, by primary device`}
              rows={manyBrandsRows(data, least)}
              overall={data.at_least.find(({ brands }) => brands === least)?.share.value ?? null}
              overallName="all"
              bars
            />
          </>
        ) : null
      }
    </Panel>
  );
}
