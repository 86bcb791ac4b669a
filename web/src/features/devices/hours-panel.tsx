import type { QueryAnswer } from '@syncline/shared/query';
import { HEAT_STEPS, stepOpacity } from '../../charts/prepare/heat.ts';
import type { Scope } from '../../lib/scope.ts';
import { Panel } from '../../ui/panel.tsx';
import { useHours } from './device-questions.ts';
import { HeatMap } from './heat-map.tsx';
import { hoursTable, weeksOf } from './hours.ts';
import styles from './hours-panel.module.css';

/** When each device is used: a week by hour. */
export function HoursPanel({ scope }: { scope: Scope }) {
  const query = useHours(scope);
  const { data } = query;
  const weeks = data ? weeksOf(data) : [];
  return (
    <Panel
      title="Actions by hour and weekday, per device"
      subtitle={`Clock of ${scope.workspace.timezone}; each device on its own scale, its busiest hour outlined`}
      query={query}
      height={168}
      meta={data?.meta}
      table={hoursTable(weeks)}
      controls={<Scale />}
      empty={data && weeks.length === 0 ? { sentence: 'No actions in these days under these filters.' } : false}
    >
      {() => (
        <div className={styles.maps}>
          {weeks.map((week) => (
            <HeatMap key={week.key} week={week} whole={wholeOf(data)} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function wholeOf(answer: QueryAnswer | undefined): number {
  return answer?.totals.metrics.actions ?? 0;
}

function Scale() {
  return (
    <span className={styles.scale} aria-hidden="true">
      quiet
      <span>
        {Array.from({ length: HEAT_STEPS }, (_, index) => (
          <i key={stepOpacity(index)} style={{ opacity: stepOpacity(index) }} />
        ))}
      </span>
      peak
    </span>
  );
}
