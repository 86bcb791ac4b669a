import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { textField } from '../../lib/search-fields.ts';
import { plural } from '@syncline/shared/format';
import { type Topic, TOPIC_OF, TOPICS } from '../../lib/metric-topics.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { TextInput } from '../../ui/controls.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Page } from '../../ui/page.tsx';
import styles from './definitions.module.css';
import { TERMS } from './topics.ts';

const definitionsSearchFields = { find: textField(200) } as const;

const KEYS = Object.keys(METRICS) as MetricKey[];

/** Every metric with its formula, unit and source, and the words that figures use; each can be linked to. */
export function DefinitionsScreen() {
  const [{ find = '' }, change] = useScreenSearch(definitionsSearchFields);
  const wanted = find.trim().toLowerCase();
  const holds = (...texts: string[]) => texts.join(' ').toLowerCase().includes(wanted);
  const metrics = KEYS.filter((key) => holds(key, ...Object.values(metricDefinition(key))));
  const terms = TERMS.filter(({ term, meaning }) => holds(term, meaning));
  useHashInView();
  return (
    <Page
      title="Definitions"
      facts={`${plural(KEYS.length, 'metric')} and ${plural(TERMS.length, 'term')}, the same for screens, exports and the API`}
    >
      <div className={styles.search}>
        <TextInput
          type="search"
          aria-label="Search definitions"
          placeholder="Search"
          value={find}
          onChange={(event) => change({ find: event.currentTarget.value || undefined })}
        />
      </div>
      {metrics.length + terms.length === 0 ? <p className={styles.none}>No definition holds “{find}”.</p> : null}
      {TOPICS.map((topic) => (
        <TopicSection key={topic} topic={topic} metrics={metrics.filter((key) => TOPIC_OF[key] === topic)} />
      ))}
      {terms.length > 0 ? (
        <section aria-labelledby="terms">
          <h2 id="terms" className={styles.topic}>
            Terms
          </h2>
          {terms.map(({ key, term, meaning }) => (
            <article key={key} id={key} className={styles.entry} tabIndex={-1}>
              <h3>
                <a href={`#${key}`}>{term}</a>
              </h3>
              <p>{meaning}</p>
            </article>
          ))}
        </section>
      ) : null}
    </Page>
  );
}

function TopicSection({ topic, metrics }: { topic: Topic; metrics: readonly MetricKey[] }) {
  if (metrics.length === 0) return null;
  const id = topic.toLowerCase().replaceAll(' ', '-');
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.topic}>
        {topic}
      </h2>
      {metrics.map((key) => (
        <MetricEntry key={key} metric={key} />
      ))}
    </section>
  );
}

function MetricEntry({ metric }: { metric: MetricKey }) {
  const { title, unit, formula, deduplication, source } = metricDefinition(metric);
  const { additive } = METRICS[metric];
  return (
    <article id={metric} className={styles.entry} tabIndex={-1}>
      <h3>
        <a href={`#${metric}`}>{title}</a> <code>{metric}</code>
      </h3>
      <dl>
        <div>
          <dt>Formula</dt>
          <dd>{formula}</dd>
        </div>
        <div>
          <dt>Unit</dt>
          <dd>{unit}</dd>
        </div>
        <div>
          <dt>Counted once</dt>
          <dd>{deduplication}</dd>
        </div>
        <div>
          <dt>Adds up</dt>
          <dd>{additive ? 'yes, over days, campaigns and devices' : 'no: a total is computed anew'}</dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>{source}</dd>
        </div>
      </dl>
    </article>
  );
}

/** Brings the definition that the address names into view, and to whoever reads by keyboard or voice. */
function useHashInView(): void {
  const hash = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (hash === '') return;
    const entry = document.getElementById(hash);
    entry?.scrollIntoView({ block: 'start' });
    entry?.focus({ preventScroll: true });
  }, [hash]);
}
