import { type Agreement, type AgreementInput, agreementInputSchema, SCOPE_LEVELS } from '@syncline/shared/agreements';
import { addDays } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { plural } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, offersQuery } from '../../lib/questions.ts';
import { fileStem } from '../../lib/value-table.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import { focusFault } from '../../ui/focus.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { useAgreementChanges } from './agreements-questions.ts';
import styles from './agreements.module.css';
import { emptyTerms, formPath, readTerms, type TermsFaults, termsDraft } from './terms-draft.ts';
import { Group, TermsFields } from './terms-fields.tsx';
import { termsSentences } from './terms-words.ts';

interface AgreementEditorProps {
  /** The agreement that gets other terms; null writes a new one. */
  agreement: Agreement | null;
  /** With the slug of what was written, if something was. */
  onClose: (slug?: string) => void;
}

interface Head {
  name: string;
  level: AgreementInput['scope']['level'];
  slug: string;
  currency: string;
  effective_from: string;
  note: string;
}

const LEVEL_NAMES = { everything: 'everything', brand: 'a brand', campaign: 'a campaign', offer: 'an offer' };

/** The form of a new agreement, or of other terms for one from a day on; beside it what it says in words. */
export function AgreementEditor({ agreement, onClose }: AgreementEditorProps) {
  const workspace = useWorkspace();
  const changes = useAgreementChanges();
  const form = useRef<HTMLFormElement>(null);
  const [head, setHead] = useState<Head>(() => ({
    name: '',
    level: 'everything',
    slug: '',
    currency: agreement?.currency ?? workspace.currency,
    effective_from: addDays(workspace.today, agreement ? 1 : 0),
    note: '',
  }));
  const before = agreement?.versions.at(-1);
  const [shown] = useState(() => (before ? termsDraft(before.terms, head.currency) : emptyTerms()));
  const [draft, setDraft] = useState(shown ?? emptyTerms());
  const [tries, setTries] = useState(0);
  const saving = agreement ? changes.addVersion : changes.add;
  const read = readHead(head, readTerms(draft, head.currency), agreement === null);
  const refusal = refusalOf(saving.error);
  const faults: TermsFaults = { ...(tries > 0 ? read.faults : {}), ...refusal.faults };

  const touch = () => saving.reset();
  const set = (change: Partial<Head>) => {
    touch();
    setHead((now) => ({ ...now, ...change }));
  };
  useEffect(() => {
    if (tries > 0) focusFault(form.current);
  }, [tries]);
  useEffect(() => {
    if (saving.error) focusFault(form.current);
  }, [saving.error]);
  const save = () => {
    setTries((count) => count + 1);
    if (!read.input) return;
    const { input } = read;
    if (agreement === null) return changes.add.mutate(input, { onSuccess: ({ slug }) => onClose(slug) });
    const { effective_from, terms, note } = input;
    changes.addVersion.mutate(
      { slug: agreement.slug, version: { effective_from, terms, note } },
      { onSuccess: () => onClose(agreement.slug) },
    );
  };
  const title = agreement ? `Other terms for ${agreement.name}` : 'New agreement';
  const many = tries > 0 ? Object.keys(read.faults).length : 0;
  return (
    <Page
      title={title}
      facts={agreement ? 'Orders paid before that day keep their terms, refunds included' : undefined}
      crumbs={
        <>
          <Button look="link" onClick={() => onClose()}>
            {agreement?.name ?? 'Agreements'}
          </Button>
          <span>/</span>
          {title}
        </>
      }
    >
      <Row>
        <Cell span={7}>
          <form
            ref={form}
            noValidate
            aria-label={title}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            {shown === null ? (
              <p className={styles.fixed}>
                The terms in force hold more than this form shows. Write the new ones whole.
              </p>
            ) : null}
            <HeadFields head={head} set={set} faults={faults} isNew={agreement === null} today={workspace.today} />
            <TermsFields
              draft={draft}
              set={(next) => {
                touch();
                setDraft(next);
              }}
              faults={faults}
              currency={head.currency}
            />
            <div className={styles.actions}>
              <Button look="primary" type="submit" disabled={saving.isPending}>
                {agreement ? 'Add the version' : 'Add the agreement'}
              </Button>
              <Button look="outlined" onClick={() => onClose()}>
                Cancel
              </Button>
              <output className={styles.problem}>
                {refusal.general ??
                  faults['terms.shares'] ??
                  (many > 0 ? `${plural(many, 'field')} to correct.` : null)}
              </output>
            </div>
          </form>
        </Cell>
        <Cell span={5}>
          <section className={styles.version} aria-label="In words">
            <h2>In words</h2>
            {read.input ? (
              <ul>
                {termsSentences(read.input.terms, head.currency).map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            ) : (
              <p className={styles.note}>What is written stands here as soon as it can.</p>
            )}
            {head.effective_from <= workspace.today ? (
              <p className={styles.note}>It is in force at once, and cannot be changed from then on.</p>
            ) : null}
          </section>
        </Cell>
      </Row>
    </Page>
  );
}

interface HeadFieldsProps {
  head: Head;
  set: (change: Partial<Head>) => void;
  faults: TermsFaults;
  isNew: boolean;
  today: string;
}

function HeadFields({ head, set, faults, isNew, today }: HeadFieldsProps) {
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const offers = useQuery(offersQuery).data?.items ?? [];
  const listed = { everything: [], brand: brands, campaign: campaigns, offer: offers }[head.level];
  const text = (field: 'name' | 'currency' | 'note', label: string, span: number, max: number, hint?: string) => (
    <CheckedField label={label} span={span} hint={hint} error={faults[field]}>
      {(control) => (
        <TextInput
          {...control}
          autoComplete="off"
          maxLength={max}
          value={head[field]}
          onChange={(event) => set({ [field]: event.currentTarget.value })}
        />
      )}
    </CheckedField>
  );
  return (
    <Group title={isNew ? 'What it is about' : 'From when'}>
      {isNew ? text('name', 'Name', 8, 120) : null}
      {isNew ? text('currency', 'Currency', 4, 3) : null}
      {isNew ? (
        <CheckedField label="About" span={4} error={faults['scope.level']}>
          {(control) => (
            <Choice
              control={control}
              value={head.level}
              options={SCOPE_LEVELS.map((level) => ({ value: level, label: LEVEL_NAMES[level] }))}
              onChange={(level) => set({ level, slug: '' })}
            />
          )}
        </CheckedField>
      ) : null}
      {isNew && head.level !== 'everything' ? (
        <CheckedField label="Which" span={8} error={faults['scope.slug']}>
          {(control) => (
            <Choice
              control={control}
              value={head.slug}
              options={[
                { value: '', label: 'choose' },
                ...listed.map(({ slug, name }) => ({ value: slug, label: name })),
              ]}
              onChange={(slug) => set({ slug })}
            />
          )}
        </CheckedField>
      ) : null}
      <CheckedField
        label="From"
        span={4}
        error={faults.effective_from}
        hint={isNew ? 'Past days too, where no agreement holds.' : 'Tomorrow at the earliest.'}
      >
        {(control) => (
          <TextInput
            {...control}
            type="date"
            min={isNew ? undefined : addDays(today, 1)}
            value={head.effective_from}
            onChange={(event) => set({ effective_from: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      {text('note', 'Note', 8, 500, 'Such as where it was signed.')}
    </Group>
  );
}

/** The whole of the form as a new agreement has it. */
function readHead(
  head: Head,
  terms: ReturnType<typeof readTerms>,
  isNew: boolean,
): { input: AgreementInput | null; faults: TermsFaults } {
  const faults: TermsFaults = { ...terms.faults };
  const parsed = agreementInputSchema.omit({ terms: true }).safeParse({
    slug: isNew ? fileStem(head.name) : 'version',
    name: isNew ? head.name : 'version',
    scope: head.level === 'everything' ? { level: head.level } : { level: head.level, slug: head.slug },
    currency: head.currency.trim().toUpperCase(),
    effective_from: head.effective_from,
    note: head.note.trim() === '' ? null : head.note,
  });
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path.join('.');
    faults[field] ??=
      field === 'name' ? 'is needed, up to 120 characters' : field === 'scope.slug' ? 'is needed' : message;
  }
  if (!parsed.success || terms.terms === null) return { input: null, faults };
  return { input: { ...parsed.data, terms: terms.terms }, faults };
}

/** What the server refused, at its field where the form has it. */
function refusalOf(error: Error | null): { faults: TermsFaults; general: string | null } {
  if (!error) return { faults: {}, general: null };
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  const message = hint ? `${error.message} ${hint}` : error.message;
  const path = error instanceof ApiFailure ? error.path : undefined;
  if (path === undefined || path === 'slug' || path === 'ends_on') return { faults: {}, general: message };
  return { faults: { [formPath(path)]: message.replace(`${path}: `, '') }, general: null };
}
