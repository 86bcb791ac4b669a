import type { TrackingRule } from '@syncline/shared/control';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { request } from '../../lib/api.ts';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { trackingRulesQuery } from './data-questions.ts';
import forms from '../../ui/forms.module.css';
import { lastPosition, movesOf } from './rule-order.ts';
import { type NewRule, RuleForm } from './rule-form.tsx';
import styles from './rules-tab.module.css';

const MATCH_NAMES: Record<TrackingRule['match'], string> = { hashtag: '#', mention: '@', word: '' };

/** Which posts belong to which campaign or brand: the rules in the order they are tried. */
export function RulesTab() {
  const query = useQuery(trackingRulesQuery);
  const brands = useQuery(brandsQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  const rules = query.data?.items ?? [];
  const changes = useRuleChanges(rules);
  const columns: TableColumn<TrackingRule>[] = [
    { key: 'term', label: 'A post that holds', value: (rule) => rule.value, cell: termCell, sortable: false },
    {
      key: 'campaign',
      label: 'belongs to the campaign',
      value: (rule) => rule.campaign,
      cell: (rule) => (rule.campaign === null ? 'no campaign' : nameOf(campaigns, rule.campaign)),
      sortable: false,
    },
    {
      key: 'brand',
      label: 'and the brand',
      value: (rule) => rule.brand,
      cell: (rule) => (rule.brand === null ? 'that of its campaign' : nameOf(brands, rule.brand)),
      sortable: false,
      wide: true,
    },
    {
      key: 'order',
      label: 'Order',
      value: () => null,
      cell: (rule) => movesCell(rule, rules, changes.move),
      right: true,
      sortable: false,
      wide: true,
    },
    {
      key: 'remove',
      label: '',
      value: () => null,
      cell: (rule) => removeCell(rule, changes.remove),
      right: true,
      sortable: false,
    },
  ];
  return (
    <Panel
      title="Tracking rules"
      subtitle="The first rule that fits decides. A post that fits none counts as other activity of its author. Rules hold for files imported from now on"
      query={query}
      height={240}
      picture={false}
    >
      <RuleForm key={rules.length} position={lastPosition(rules)} onAdd={changes.add} />
      {changes.removed ? (
        <output className={styles.removed}>
          {termText(changes.removed)} was removed.
          <Button look="link" onClick={changes.undo}>
            Undo
          </Button>
        </output>
      ) : null}
      <output className={forms.problem}>{changes.problem}</output>
      {rules.length > 0 ? (
        <DataTable columns={columns} rows={rules} rowKey={(rule) => rule.id} caption="Tracking rules" />
      ) : (
        <p className={forms.note}>There is no rule yet: every imported post counts as other activity.</p>
      )}
    </Panel>
  );
}

function useRuleChanges(rules: readonly TrackingRule[]) {
  const client = useQueryClient();
  const [removed, setRemoved] = useState<TrackingRule | null>(null);
  const change = useMutation({
    mutationFn: (work: () => Promise<void>) => work(),
    onSettled: () => client.invalidateQueries({ queryKey: trackingRulesQuery.queryKey }),
  });
  return {
    removed,
    problem: change.error?.message ?? '',
    add: (rule: NewRule) =>
      change.mutate(async () => {
        await request('/tracking-rules', { json: rule });
        setRemoved(null);
      }),
    remove: (rule: TrackingRule) =>
      change.mutate(async () => {
        await request(`/tracking-rules/${encodeURIComponent(rule.id)}`, { method: 'DELETE' });
        setRemoved(rule);
      }),
    undo: () =>
      change.mutate(async () => {
        if (!removed) return;
        const { match, value, brand, campaign, position } = removed;
        await request('/tracking-rules', { json: { match, value, brand, campaign, position } });
        setRemoved(null);
      }),
    move: (index: number, direction: -1 | 1) =>
      change.mutate(async () => {
        for (const { id, position } of movesOf(rules, index, direction)) {
          await request(`/tracking-rules/${encodeURIComponent(id)}`, { method: 'PATCH', json: { position } });
        }
      }),
  };
}

function termText({ match, value }: Pick<TrackingRule, 'match' | 'value'>): string {
  return match === 'word' ? `“${value}”` : MATCH_NAMES[match] + value;
}

function termCell(rule: TrackingRule): ReactNode {
  return (
    <span className={styles.term}>
      {termText(rule)}
      <small>{rule.match === 'word' ? 'as a word' : rule.match}</small>
    </span>
  );
}

function movesCell(
  rule: TrackingRule,
  rules: readonly TrackingRule[],
  move: (index: number, direction: -1 | 1) => void,
): ReactNode {
  const index = rules.indexOf(rule);
  const name = termText(rule);
  return (
    <span className={styles.moves}>
      <Button look="icon" aria-label={`Try ${name} earlier`} disabled={index === 0} onClick={() => move(index, -1)}>
        <span className={styles.up}>
          <ChevronIcon />
        </span>
      </Button>
      <Button
        look="icon"
        aria-label={`Try ${name} later`}
        disabled={index === rules.length - 1}
        onClick={() => move(index, 1)}
      >
        <span className={styles.down}>
          <ChevronIcon />
        </span>
      </Button>
    </span>
  );
}

function removeCell(rule: TrackingRule, remove: (rule: TrackingRule) => void): ReactNode {
  return (
    <Button look="link" aria-label={`Remove the rule of ${termText(rule)}`} onClick={() => remove(rule)}>
      Remove
    </Button>
  );
}
