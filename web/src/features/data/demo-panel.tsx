import type { Workspace } from '@syncline/shared/control';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { formatCount } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import styles from '../../ui/forms.module.css';

/** Loads or removes the demo world. */
export function useDemo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (method: 'POST' | 'DELETE') => request<Workspace['demo']>('/demo', { method }),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** The state of the demo world, with what can be done about it. */
export function DemoPanel() {
  const { demo, events } = useWorkspace();
  const change = useDemo();
  return (
    <Panel title="Demo world" subtitle={SENTENCES[demo.state]} height={60} picture={false}>
      <div className={styles.row}>
        {demo.state === 'loaded' ? (
          <ConfirmButton
            label="Remove the demo world"
            question={`Remove ${formatCount(demo.events)} demo events and the demo catalogue?`}
            confirm="Remove"
            disabled={change.isPending}
            onConfirm={() => change.mutate('DELETE')}
          />
        ) : null}
        {demo.state === 'none' ? (
          <Button look="outlined" disabled={events > 0 || change.isPending} onClick={() => change.mutate('POST')}>
            Load the demo world
          </Button>
        ) : null}
        {demo.state === 'none' && events > 0 ? (
          <span className={styles.note}>It is only loaded into an empty store.</span>
        ) : null}
        {change.isError ? <span className={styles.problem}>{change.error.message}</span> : null}
      </div>
    </Panel>
  );
}

const SENTENCES: Record<Workspace['demo']['state'], string> = {
  none: 'No demo events are stored',
  loading: 'It is being filled in; progress stands on top of the screen',
  loaded:
    'Made-up brands, people and purchases, sample studies and scenarios, marked as demo on every screen and export. Data of your own stays when it goes',
  removing: 'It is being removed',
};
