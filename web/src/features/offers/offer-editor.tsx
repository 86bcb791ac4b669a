import { type OfferInput, offerState, termsAreFixed } from '@syncline/shared/offers';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatInstant, plural } from '@syncline/shared/format';
import { useNow } from '../../lib/use-now.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button } from '../../ui/controls.tsx';
import { focusFault } from '../../ui/focus.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { changeOf, type DraftFaults, draftOf, emptyDraft, type OfferDraft, readDraft } from './offer-draft.ts';
import styles from './offer-editor.module.css';
import { OfferFields } from './offer-fields.tsx';
import type { OfferRow } from './offer-list.tsx';
import { OfferPreview } from './offer-preview.tsx';
import { runsText, STATE_NAMES } from './offer-words.ts';
import { useOfferChanges } from './offers-questions.ts';

interface OfferEditorProps {
  /** Null writes a new one. */
  row: OfferRow | null;
  onClose: () => void;
}

const CLOCK_MS = 15_000;

/** The form of an offer, beside what people will see of it. */
export function OfferEditor({ row, onClose }: OfferEditorProps) {
  const { timezone, currency } = useWorkspace();
  const now = useNow(CLOCK_MS);
  const changes = useOfferChanges();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => (row ? draftOf(row, timezone) : emptyDraft(currency)));
  const [tries, setTries] = useState(0);
  const read = useMemo(() => readDraft(draft, timezone, row), [draft, timezone, row]);
  const saving = row ? changes.change : changes.add;
  const refusal = refusalOf(saving.error);
  const faults: DraftFaults = { ...(tries > 0 ? read.faults : {}), ...refusal.faults };
  const fixed = row !== null && termsAreFixed(row, { now, sold: row.sold });

  const set = (change: Partial<OfferDraft>) => {
    saving.reset();
    setDraft((before) => ({ ...before, ...change }));
  };
  // What was tried and what came back both put their faults on screen with this very commit.
  useEffect(() => {
    if (tries > 0) focusFault(form.current);
  }, [tries]);
  useEffect(() => {
    if (saving.error) focusFault(form.current);
  }, [saving.error]);
  const save = () => {
    setTries((before) => before + 1);
    if (read.offer === null) return;
    if (row === null) return changes.add.mutate(read.offer, { onSuccess: onClose });
    const patch = changeOf(row, read.offer);
    return patch === null ? onClose() : changes.change.mutate({ slug: row.slug, patch }, { onSuccess: onClose });
  };
  return (
    <Page
      title={row?.name ?? 'New offer'}
      facts={row ? factsOf(row, timezone) : 'A draft until it has a start'}
      crumbs={
        <>
          <Button look="link" onClick={onClose}>
            Offers
          </Button>
          <span>/</span>
          {row?.name ?? 'New offer'}
        </>
      }
    >
      <Row>
        <Cell span={7}>
          <form
            ref={form}
            noValidate
            aria-label={row ? `Offer ${row.name}` : 'New offer'}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            {fixed ? <p className={styles.fixed}>{fixedText(row, now)}</p> : null}
            <OfferFields
              draft={draft}
              set={set}
              faults={faults}
              fixed={fixed}
              isNew={row === null}
              timezone={timezone}
            />
            <div className={styles.actions}>
              <Button look="primary" type="submit" disabled={saving.isPending}>
                {row ? 'Save' : 'Add the offer'}
              </Button>
              <Button look="outlined" onClick={onClose}>
                Cancel
              </Button>
              <output className={styles.problem}>{refusal.general ?? countText(tries > 0 ? read.faults : null)}</output>
              {row ? <Ending row={row} now={now} changes={changes} onClose={onClose} /> : null}
            </div>
          </form>
        </Cell>
        <Cell span={5}>
          <OfferPreview draft={draft} timezone={timezone} />
        </Cell>
      </Row>
    </Page>
  );
}

interface EndingProps {
  row: OfferRow;
  now: number;
  changes: ReturnType<typeof useOfferChanges>;
  onClose: () => void;
}

/** Ends a live offer, or removes one that is not. */
function Ending({ row, now, changes, onClose }: EndingProps) {
  const state = offerState(row, { now, sold: row.sold });
  const change = state === 'live' || state === 'sold_out' ? changes.end : changes.remove;
  return (
    <div className={styles.ending}>
      {change.isError ? <span className={styles.problem}>{messageOf(change.error)}</span> : null}
      {change === changes.end ? (
        <ConfirmButton
          label="End now"
          question="From now on no post triggers it. End it?"
          confirm="End it"
          disabled={change.isPending}
          onConfirm={() => changes.end.mutate(row.slug)}
        />
      ) : (
        <ConfirmButton
          label="Remove"
          question="Remove the offer from the catalogue?"
          confirm="Remove it"
          disabled={change.isPending}
          onConfirm={() => changes.remove.mutate(row.slug, { onSuccess: onClose })}
        />
      )}
    </div>
  );
}

function factsOf(row: OfferRow, timezone: string): string {
  return [
    STATE_NAMES[row.state],
    runsText(row, timezone),
    `${row.sold.toLocaleString('en-US')} sold`,
    row.origin === 'discovered' ? 'met in events' : null,
    `added ${formatInstant(row.created_at, timezone)}`,
  ]
    .filter((fact) => fact !== null)
    .join('  ·  ');
}

function fixedText(row: OfferRow, now: number): string {
  const ended = offerState(row, { now, sold: row.sold }) === 'ended';
  return ended
    ? 'It sold under its hashtags, prices, tax and window, so they stay. For other terms add a new offer.'
    : 'It is live: its hashtags, prices, tax, start and window are what buyers were promised, and stay. Its end, stock and limit can still move; for other terms end it and add a new one.';
}

function countText(faults: DraftFaults | null): string | null {
  const count = faults ? Object.keys(faults).length : 0;
  return count > 0 ? `${plural(count, 'field')} to correct.` : null;
}

/** What the server refused, at its field where it names one. */
function refusalOf(error: Error | null): { faults: DraftFaults; general: string | null } {
  if (!error) return { faults: {}, general: null };
  const path = error instanceof ApiFailure ? error.path : undefined;
  if (path === undefined || !(path in FIELD_NAMES)) return { faults: {}, general: messageOf(error) };
  return { faults: { [path]: messageOf(error).replace(`${path}: `, '') }, general: null };
}

const FIELD_NAMES: Record<keyof OfferInput, true> = {
  slug: true,
  name: true,
  product: true,
  brand: true,
  campaign: true,
  trigger_hashtag: true,
  confirmation_hashtag: true,
  list_price_minor: true,
  price_minor: true,
  currency: true,
  tax_basis_points: true,
  tax: true,
  stock: true,
  per_person_limit: true,
  starts_at: true,
  ends_at: true,
  audience: true,
  confirmation_minutes: true,
};

function messageOf(error: Error): string {
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  return hint ? `${error.message} ${hint}` : error.message;
}
