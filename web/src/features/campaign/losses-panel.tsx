import { ShareCell } from '../../charts/draw/cell-bars.tsx';
import { formatCount, formatInstant, formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { Panel } from '../../ui/panel.tsx';
import styles from './losses-panel.module.css';
import { type LossGroup, lossGroups } from './purchase-times.ts';
import { useTimeToPurchase } from './questions.ts';

const HEIGHT = 316;

/** What was triggered and not bought, and demand that never became an order, by reason. */
export function LossesPanel({ scope }: { scope: Scope }) {
  const query = useTimeToPurchase(scope);
  const { data } = query;
  const groups = data ? lossGroups(data) : [];
  return (
    <Panel
      title="What was lost on the way"
      subtitle="Orders; marks are stages that were sent, so that an order can stand in several rows of the first part"
      query={query}
      scope={scope}
      height={HEIGHT}
      picture={false}
      meta={data?.meta}
      empty={groups.length === 0 && { sentence: 'Nothing was lost in these days under these filters.' }}
      source={data?.sold_out_at ? `Sold out since ${formatInstant(data.sold_out_at, scope.workspace.timezone)}.` : null}
      table={{
        columns: [
          { label: 'Of' },
          { label: 'What' },
          { label: 'Orders' },
          { label: 'Share', format: (value) => formatPercent(Number(value)) },
        ],
        rows: groups.flatMap(({ label, base, rows }) =>
          rows.map((row) => [label, row.label, row.orders, row.orders / base]),
        ),
      }}
    >
      {() => (
        <table className={styles.losses}>
          <caption className="sr-only">What was lost on the way, in orders</caption>
          <thead>
            <tr>
              <th scope="col">Lost</th>
              <th scope="col">Orders</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          {groups.map((group) => (
            <Group key={group.key} group={group} />
          ))}
        </table>
      )}
    </Panel>
  );
}

function Group({ group: { label, base, rows } }: { group: LossGroup }) {
  return (
    <tbody>
      <tr className={styles.group}>
        <th scope="rowgroup">{label}</th>
        <td>{formatCount(base)}</td>
        <td>{formatPercent(1, { digits: 0 })}</td>
      </tr>
      {rows.map(({ key, label: name, orders }) => (
        <tr key={key}>
          <th scope="row">{name}</th>
          <td>{formatCount(orders)}</td>
          <td>
            <ShareCell
              share={orders / base}
              text={formatPercent(orders / base, { digits: 1 })}
              colour="var(--negative)"
            />
          </td>
        </tr>
      ))}
    </tbody>
  );
}
