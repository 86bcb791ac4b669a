import type { ImportPreview, Mapping } from '@syncline/shared/control';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../ui/controls.tsx';
import forms from '../../ui/forms.module.css';
import { mappingsQuery } from './data-questions.ts';
import styles from './wizard.module.css';
import { FORMAT_NAMES } from './import-words.ts';
import { RatesFound } from './rates-found.tsx';
import { SampleRows } from './sample-rows.tsx';
import { isXAnalytics } from './spend-draft.ts';

/** How a file is read: as it was found to be, or by a mapping of its columns, new or saved. */
export type Kind = { is: 'found' } | { is: 'events' | 'spend' } | { is: 'saved'; mapping: Mapping };

interface KindStepProps {
  preview: ImportPreview;
  kind: Kind | null;
  onKind: (kind: Kind) => void;
  deletes: 'earlier' | 'all';
  onDeletes: (deletes: 'earlier' | 'all') => void;
  onNext: () => void;
  onBack: () => void;
}

const SHOWN_ROWS = 4;

/** What a file was found to be, in words, and what else it may be. */
export function KindStep({ preview, kind, onKind, deletes, onDeletes, onNext, onBack }: KindStepProps) {
  const { format, columns, rows, rates } = preview;
  const saved = useQuery(mappingsQuery).data?.items ?? [];
  const isTable = columns.length > 0;
  return (
    <>
      <fieldset className={styles.kinds}>
        <legend className={styles.lead}>{foundText(preview)}</legend>
        {format === null ? null : (
          <KindOption
            label={FORMAT_NAMES[format]}
            about={FORMAT_ABOUT[format] ?? ''}
            chosen={kind?.is === 'found'}
            onChoose={() => onKind({ is: 'found' })}
          />
        )}
        {isTable ? (
          <>
            <KindOption
              label="Advertising spend, or figures that a platform reports"
              about="A row is a campaign’s day (and ad, or post): what it cost, and what the platform counted. It stands beside what is counted here, as it names no people"
              chosen={kind?.is === 'spend'}
              onChoose={() => onKind({ is: 'spend' })}
            />
            <KindOption
              label="Events"
              about="A row is something that a person did or saw: an impression, an engagement, a follow, a purchase"
              chosen={kind?.is === 'events'}
              onChoose={() => onKind({ is: 'events' })}
            />
            {saved.map((mapping) => (
              <KindOption
                key={mapping.id}
                label={`As “${mapping.name}”`}
                about={`A mapping of columns that was saved, for ${mapping.spend ? 'advertising spend' : 'events'}`}
                chosen={kind?.is === 'saved' && kind.mapping.id === mapping.id}
                onChoose={() => onKind({ is: 'saved', mapping })}
              />
            ))}
          </>
        ) : null}
      </fieldset>
      {format === 'x-posts' && kind?.is === 'found' ? (
        <label className={forms.check}>
          <input
            type="checkbox"
            checked={deletes === 'all'}
            onChange={(event) => onDeletes(event.currentTarget.checked ? 'all' : 'earlier')}
          />
          Delete notices also remove posts that this file holds itself
        </label>
      ) : null}
      {rates && kind?.is === 'found' ? <RatesFound found={rates} /> : null}
      {isTable && !(rates && kind?.is === 'found') ? (
        <SampleRows columns={columns} rows={rows.slice(0, SHOWN_ROWS)} />
      ) : null}
      <div className={styles.actions}>
        <Button look="primary" disabled={kind === null} onClick={onNext}>
          Go on
        </Button>
        <Button look="outlined" onClick={onBack}>
          Choose another
        </Button>
      </div>
    </>
  );
}

interface KindOptionProps {
  label: string;
  about: string;
  chosen: boolean;
  onChoose: () => void;
}

function KindOption({ label, about, chosen, onChoose }: KindOptionProps) {
  return (
    <label className={styles.kind}>
      <input type="radio" name="kind of file" checked={chosen} onChange={onChoose} />
      {label}
      <small>{about}</small>
    </label>
  );
}

function foundText({ format, columns }: ImportPreview): string {
  if (format !== null) return `Its content says: ${FORMAT_NAMES[format]}. Is that so?`;
  const table = `a table of ${columns.length} columns that needs a mapping`;
  return isXAnalytics(columns) ? `It is an export of X Analytics, ${table}.` : `It is ${table}: what is a row?`;
}

const FORMAT_ABOUT: Partial<Record<NonNullable<ImportPreview['format']>, string>> = {
  'x-posts': 'Posts that a tracking rule matches become engagements, others activity',
  'brand-posts-csv': 'Posts that a tracking rule matches become engagements, others activity',
  'events-ndjson': 'Each line is an event as the API takes it',
  'events-csv': 'Each row is an event, its columns the fields of the API',
  'ecb-rates': 'What one euro is in other currencies, day by day',
};
