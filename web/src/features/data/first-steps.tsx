import { useEffect, useState } from 'react';
import { apiUrl } from '../../lib/api.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useDemo } from './demo-panel.tsx';
import styles from './first-steps.module.css';
import forms from '../../ui/forms.module.css';

const SAID_MS = 2000;

/** Three ways to fill an empty store. */
export function FirstSteps() {
  const demo = useDemo();
  const { today } = useWorkspace();
  const command = curlCommand(window.location.origin, today);
  return (
    <Panel title="The store is empty" subtitle="Three ways to fill it" height={160} picture={false}>
      <div className={styles.steps}>
        <section className={styles.step}>
          <h3>Look around first</h3>
          <p>The demo world has brands, campaigns and purchases of 90 days. It goes with one click.</p>
          <Button look="primary" disabled={demo.isPending} onClick={() => demo.mutate('POST')}>
            Fill in the demo world
          </Button>
          {demo.isError ? <p className={forms.problem}>{demo.error.message}</p> : null}
        </section>
        <section className={styles.step}>
          <h3>Import a file</h3>
          <p>Posts as you exported them, or events as NDJSON or CSV. Drop the file below, or choose it.</p>
        </section>
        <section className={styles.step}>
          <h3>Send events</h3>
          <p>One request is enough; the answer says what was taken in.</p>
          <pre className={styles.code}>
            <code>{command}</code>
          </pre>
          <CopyButton text={command} />
        </section>
      </div>
    </Panel>
  );
}

function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed here: select and copy it'),
    );
  };
  return (
    <span className={forms.row}>
      <Button look="outlined" onClick={copy}>
        Copy the request
      </Button>
      <output className={forms.note}>{said}</output>
    </span>
  );
}

/** A request that can be pasted into a shell and is taken in as it stands. */
function curlCommand(origin: string, today: string): string {
  const event = JSON.stringify({
    id: 'first-event',
    at: `${today}T00:00:00Z`,
    kind: 'impression',
    user: 'person-1',
    campaign: 'my-first-campaign',
    device: 'mobile',
  });
  return [`curl ${origin}${apiUrl('/events')} \\`, "  -H 'content-type: application/json' \\", `  -d '${event}'`].join(
    '\n',
  );
}
