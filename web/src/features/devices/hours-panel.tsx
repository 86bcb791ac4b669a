import type { QueryAnswer } from '@syncline/shared/query';
import { useState } from 'react';
import { HEAT_STEPS, stepOpacity } from '../../charts/prepare/heat.ts';
import { formatCount } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useHours } from './device-questions.ts';
import { HeatMap } from './heat-map.tsx';
import { hoursTable, type WeeksBy, weeksOf } from './hours.ts';
import styles from './hours-panel.module.css';

const CHOICES = [
  { value: 'device', label: 'Device of the action' },
  { value: 'primary_device', label: 'Primary device' },
] as const;

const ABOUT: Record<WeeksBy, { title: string; each: string }> = {
  device: { title: 'Actions by hour and weekday, per device', each: 'each device' },
  primary_device: { title: 'Actions by hour and weekday, per primary device', each: 'each group of people' },
};

/** When each device is used, or when the people of each primary device act: a week by hour. */
export function HoursPanel({ scope, threshold }: { scope: Scope; threshold: number }) {
  const [by, setBy] = useState<WeeksBy>('device');
  const query = useHours(scope, by, threshold);
  const { data } = query;
  // The answer before may still be shown, which was told apart otherwise.
  const shown = data?.meta.query.dimensions.includes('primary_device') ? 'primary_device' : 'device';
  const weeks = data ? weeksOf(data, shown) : [];
  const { title, each } = ABOUT[data ? shown : by];
  return (
    <Panel
      title={title}
      subtitle={`${data ? `${formatCount(wholeOf(data))} actions, clock` : 'Clock'} of ${scope.workspace.timezone}; ${each} on its own scale, its busiest hour outlined`}
      query={query}
      height={168}
      meta={data?.meta}
      table={hoursTable(weeks)}
      controls={
        <span className={styles.choices}>
          <Scale />
          <Segments label="Told apart by" options={CHOICES} value={by} onChange={setBy} />
        </span>
      }
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
