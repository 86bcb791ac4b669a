import { AGAINST_NAMES, BEHAVIOUR_KEYS, BEHAVIOURS, SEGMENT_NAMES } from '@syncline/shared/research';
import { RULE_POINTS_HEIGHT, RulePoints } from '../../charts/draw/rule-points.tsx';
import { formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Choice } from '../../ui/fields.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { PRIMARY_GROUPS } from './device-names.ts';
import { devicesSearchFields, type IndexRule, ruleOfSearch, useSensitivity } from './device-questions.ts';
import styles from './index-panel.module.css';
import { courseText, type Moved, rulePoints, sensitivityTable } from './sensitivity-points.ts';

const MOVED_CHOICES = [
  { value: 'threshold', label: 'Threshold' },
  { value: 'minimum', label: 'Least actions' },
] as const;
const BEHAVIOUR_CHOICES = BEHAVIOUR_KEYS.map((value) => ({ value, label: capital(BEHAVIOURS[value]) }));

/** How one index moves with the rule that tells primary devices, and how many people the rule puts where. */
export function SensitivityPanel({ scope, moved }: { scope: Scope; moved: Moved }) {
  const [search, setSearch] = useScreenSearch(devicesSearchFields);
  const rule = ruleOfSearch(search);
  const { behaviour = BEHAVIOUR_KEYS[0] } = search;
  const query = useSensitivity(scope, rule);
  const { data } = query;
  const points = data ? rulePoints(data, moved, behaviour) : [];
  const whom = AGAINST_NAMES[rule.against];
  const nobody = data?.meta.warnings.some(({ code }) => code === 'no_data');
  return (
    <Panel
      title={data && courseText(points, behaviour)}
      subtitle={`Share of ${SEGMENT_NAMES[rule.segment]} ÷ share of ${whom}, ${movedText(moved, rule)}`}
      query={query}
      scope={scope}
      height={RULE_POINTS_HEIGHT}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'suppressed')?.message}
      table={data && sensitivityTable(data, moved)}
      empty={nobody && { sentence: 'Nobody was active in these days under these filters.' }}
      controls={
        <span className={styles.choices}>
          <Choice
            label="Behaviour"
            options={BEHAVIOUR_CHOICES}
            value={behaviour}
            onChange={(next) => setSearch({ behaviour: next === BEHAVIOUR_KEYS[0] ? undefined : next })}
          />
          <Segments
            label="What is moved"
            options={MOVED_CHOICES}
            value={moved}
            onChange={(next) => setSearch({ moved: next })}
          />
        </span>
      }
      source={
        data ? (
          <>
            One finding under several rules, not several findings; the filled dot is the rule of this screen. A dash is
            a rule that would tell of too few people, by itself or by its difference from the next.{' '}
            <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() => (
        <RulePoints
          label={`How likely ${SEGMENT_NAMES[rule.segment]} are to ${BEHAVIOURS[behaviour]} ÷ how likely ${whom} are, and people by primary device, ${movedText(moved, rule)}`}
          points={points}
          colour={PRIMARY_GROUPS.find(({ key }) => key === rule.segment)?.colour ?? 'var(--text-1)'}
          oneName="as likely"
        />
      )}
    </Panel>
  );
}

function movedText(moved: Moved, { threshold, minimum }: IndexRule): string {
  return moved === 'threshold'
    ? `by the threshold of the primary device, with at least ${minimum} ${minimum === 1 ? 'action' : 'actions'}`
    : `by the least number of actions, with a threshold of ${formatPercent(threshold, { digits: 0 })}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
