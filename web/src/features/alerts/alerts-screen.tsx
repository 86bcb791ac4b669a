import type { Alert } from '@syncline/shared/alerts';
import { METRICS } from '@syncline/shared/metrics';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { aboutText } from '../../lib/annotations.ts';
import { formatPeriod, plural } from '@syncline/shared/format';
import { alertsQuery } from '../../lib/levels.ts';
import { brandsQuery, campaignsQuery } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AlertDialog } from './alert-dialog.tsx';
import { findingText, stateText, termsText } from './alert-words.ts';
import { UndoBar } from '../../ui/undo-bar.tsx';
import styles from './alerts.module.css';
import { alertNewsQuery, useAlertChanges } from './alerts-questions.ts';
import { NewsPanel } from './news-panel.tsx';

/** Levels that figures are held against, where each stands, and what fired and cleared. */
export function AlertsScreen() {
  const { currency, timezone } = useWorkspace();
  const alerts = useQuery(alertsQuery);
  const news = useQuery(alertNewsQuery);
  const { restore, seen } = useAlertChanges();
  const [written, setWritten] = useState<Alert | 'new' | null>(null);
  const [removed, setRemoved] = useState<Alert | null>(null);
  const items = alerts.data?.items ?? [];
  const firing = items.filter(({ state, kind }) => state === 'firing' && kind === 'alert').length;
  useMarkSeen(news.data?.items.find((one) => !one.seen)?.id, seen.mutate);
  return (
    <Page
      title="Alerts"
      facts={
        items.length === 0
          ? `Levels that figures are held against; days in ${timezone}`
          : `${plural(items.length, 'metric')} watched, ${firing === 0 ? 'nothing fires' : `${firing} firing`}; whatever the filters say, days in ${timezone}`
      }
      actions={
        <Button look="primary" onClick={() => setWritten('new')}>
          Watch a metric
        </Button>
      }
    >
      <UndoBar
        name={removed?.name ?? null}
        undo={restore}
        onUndo={() => removed && restore.mutate(removed, { onSuccess: () => setRemoved(null) })}
      />
      <Panel
        title="Alerts and goals"
        subtitle="Judged every two minutes, over periods that can change no more"
        query={alerts}
        height={160}
        picture={false}
        empty={
          items.length === 0 && {
            sentence: 'Nothing is watched yet: choose a metric and the level you want to hear of.',
            action: (
              <Button look="outlined" onClick={() => setWritten('new')}>
                Watch a metric
              </Button>
            ),
          }
        }
      >
        {() => <AlertTable items={items} currency={currency} onOpen={setWritten} />}
      </Panel>
      <NewsPanel news={news} items={news.data?.items ?? []} currency={currency} timezone={timezone} />
      {written ? (
        <AlertDialog
          key={written === 'new' ? '' : written.id}
          alert={written === 'new' ? null : written}
          hasWebhook={alerts.data?.webhook ?? false}
          hasMailer={alerts.data?.mail ?? false}
          onClose={() => setWritten(null)}
          onRemoved={setRemoved}
        />
      ) : null}
    </Page>
  );
}

/** News that are on the screen were looked at. */
function useMarkSeen(newest: number | undefined, markSeen: (through: number) => void): void {
  useEffect(() => {
    if (newest !== undefined) markSeen(newest);
  }, [newest, markSeen]);
}

interface AlertTableProps {
  items: readonly Alert[];
  currency: string;
  onOpen: (alert: Alert) => void;
}

function AlertTable({ items, currency, onOpen }: AlertTableProps) {
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const watched = (alert: Alert) => {
    const about = aboutText(alert, { brands, campaigns });
    return `${METRICS[alert.metric].label}${about ? ` of ${about}` : ''}, per ${alert.every}`;
  };
  const columns: TableColumn<Alert>[] = [
    {
      key: 'name',
      label: 'Name',
      value: ({ name }) => name,
      cell: (alert) => (
        <Button look="link" onClick={() => onOpen(alert)}>
          {alert.name}
        </Button>
      ),
    },
    {
      key: 'state',
      label: 'Stands',
      value: stateText,
      cell: (alert) => (
        <span className={alert.state === 'clear' ? undefined : alert.kind === 'goal' ? styles.good : styles.bad}>
          {stateText(alert)}
          {alert.trouble ? <small className={styles.problem}> {alert.trouble}</small> : null}
        </span>
      ),
    },
    { key: 'watched', label: 'Watched', value: watched, wide: true },
    { key: 'terms', label: 'Level', value: (alert) => termsText(alert, currency), wide: true },
    {
      key: 'judged',
      label: 'Last found',
      value: ({ judged }) => judged?.period.to ?? '',
      cell: (alert) =>
        alert.judged ? (
          <>
            {findingText(alert, alert.judged, currency)}
            <small className={styles.when}>{formatPeriod(alert.judged.period)}</small>
          </>
        ) : (
          '–'
        ),
    },
  ];
  return <DataTable columns={columns} rows={items} rowKey={({ id }) => id} caption="Alerts and goals" />;
}
