import { AGAINST_NAMES, BEHAVIOUR_KEYS, type IndexAnswer, SEGMENT_NAMES } from '@syncline/shared/research';
import type { Against, Segment } from '@syncline/shared/segments';
import { MINIMUMS_TRIED } from '@syncline/shared/sensitivity';
import { Link } from '@tanstack/react-router';
import { Forest, useForestHeight } from '../../charts/draw/forest.tsx';
import { carryFilters } from '../../lib/filters.ts';
import { formatCount, formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Button } from '../../ui/controls.tsx';
import { Choice } from '../../ui/fields.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { PRIMARY_GROUPS } from './device-names.ts';
import { devicesSearchFields, ruleOfSearch, useIndex } from './device-questions.ts';
import styles from './index-panel.module.css';
import { forestRows, indexTable } from './index-table.ts';

const SEGMENT_CHOICES: readonly { value: Segment; label: string }[] = [
  { value: 'mobile', label: 'Mobile' },
  { value: 'desktop', label: 'Desktop' },
  { value: 'mixed', label: 'Mixed' },
];
const AGAINST_CHOICES: readonly { value: Against; label: string }[] = [
  { value: 'everyone_else', label: 'everyone else' },
  { value: 'all_people', label: 'all people' },
];

/** How much more or less likely the people of a primary device are to do each of several things. */
export function IndexPanel({ scope }: { scope: Scope }) {
  const [search, setSearch] = useScreenSearch(devicesSearchFields);
  const rule = ruleOfSearch(search);
  const { segment, against, minimum } = rule;
  const query = useIndex(scope, rule);
  const height = useForestHeight(BEHAVIOUR_KEYS.length);
  const { data } = query;
  const colour = PRIMARY_GROUPS.find(({ key }) => key === segment)?.colour ?? 'var(--text-1)';
  const whom = AGAINST_NAMES[against];
  return (
    <Panel
      title={`How likely ${SEGMENT_NAMES[segment]} are to do what, against ${whom}`}
      subtitle={`Share of the segment ÷ share of ${whom}, with 95 % interval; faint where no difference is established`}
      query={query}
      scope={scope}
      height={height}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'suppressed')?.message}
      table={data && indexTable(data)}
      empty={nobody(data) && { sentence: 'Nobody was active in these days under these filters.' }}
      controls={
        <span className={styles.choices}>
          <Segments
            label="Segment"
            options={SEGMENT_CHOICES}
            value={segment}
            onChange={(next) => setSearch({ segment: next === 'mobile' ? undefined : next })}
          />
          <Segments
            label="Compared with"
            options={AGAINST_CHOICES}
            value={against}
            onChange={(next) => setSearch({ against: next === 'everyone_else' ? undefined : next })}
          />
          <Choice
            label="Least actions that a person needs"
            options={minimumChoices(minimum)}
            value={String(minimum)}
            onChange={(next) => setSearch({ least: next === '1' ? undefined : Number(next) })}
          />
          <Button
            look="outlined"
            aria-expanded={search.moved !== undefined}
            onClick={() => setSearch({ moved: search.moved === undefined ? 'threshold' : undefined })}
          >
            Sensitivity
          </Button>
        </span>
      }
      source={data ? <Source answer={data} /> : null}
    >
      {() =>
        data ? (
          <Forest
            label={`Ratio of the shares of ${SEGMENT_NAMES[segment]} and ${whom}, by behaviour`}
            rows={forestRows(data)}
            colour={colour}
            oneName="as likely"
          />
        ) : null
      }
    </Panel>
  );
}

/** Least numbers of actions on offer, the chosen one among them. */
function minimumChoices(chosen: number): { value: string; label: string }[] {
  return [...new Set([...MINIMUMS_TRIED, chosen])]
    .sort((a, b) => a - b)
    .map((least) => ({ value: String(least), label: `${least}+ ${least === 1 ? 'action' : 'actions'}` }));
}

function nobody(data: IndexAnswer | undefined): boolean {
  return data?.meta.warnings.some(({ code }) => code === 'no_data') ?? false;
}

/** Begins a study with this very index. */
function SaveToStudy({ rule: told }: Pick<IndexAnswer, 'rule'>) {
  const { segment, against, primary_device_threshold: threshold, minimum_actions: minimum } = told;
  const rule = { segment, against, primary: String(Math.round(threshold * 100)), minimum };
  return (
    <Link to="/studies" search={(before) => ({ ...carryFilters(before), ...rule, add: 'index' as const })}>
      Save to a study
    </Link>
  );
}

/** The groups, the rule that makes them, and how the figures come about. */
function Source({ answer: { people, rule, meta } }: { answer: IndexAnswer }) {
  const count = (number: number | null) =>
    number === null ? `fewer than ${rule.minimum_people}` : formatCount(number);
  return (
    <>
      {count(people.segment)} {SEGMENT_NAMES[rule.segment]} against {count(people.comparison)} of{' '}
      {AGAINST_NAMES[rule.against]}, by at least {formatPercent(rule.primary_device_threshold, { digits: 0 })} of their
      actions on known devices; {count(people.unknown)} people{' '}
      {rule.minimum_actions === 1 ? 'without any' : `with fewer than ${rule.minimum_actions}`} such actions are in
      neither. A ratio of 1.96× is “96 % more likely”, never a share. <MethodNote method={meta.method} /> ·{' '}
      <SaveToStudy rule={rule} />
    </>
  );
}
