import type { RateLayer } from '@syncline/shared/exchange-rates';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatDay, formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button, TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { Failure } from '../../ui/states.tsx';
import styles from './rates.module.css';
import { type EnteredRate, rateTrailQuery, useRateChanges } from './rates-questions.ts';
import { nameOfCurrency, RATED_CURRENCIES, SOURCE_NAMES, standingText } from './rates-words.ts';

interface RateEntryProps {
  /** Undefined where a rate of any day is entered. */
  day: string | undefined;
  currency: string | undefined;
  /** The day that is proposed where none is given. */
  proposed: string;
  onClose: () => void;
}

/** A rate entered by hand; of a day that is known with everything its rate ever was. */
export function RateEntry(props: RateEntryProps) {
  const { day, currency } = props;
  const known = day !== undefined && currency !== undefined;
  return (
    <section className={styles.entry} aria-label={known ? `${currency} of ${day}` : 'Enter a rate'}>
      <h2>
        {known
          ? `${nameOfCurrency(currency)} on ${formatDay(day, { year: true, weekday: true })}`
          : 'Enter a rate by hand'}
      </h2>
      {known ? <Trail day={day} currency={currency} /> : null}
      <RateForm {...props} />
    </section>
  );
}

function Trail({ day, currency }: { day: string; currency: string }) {
  const { timezone } = useWorkspace();
  const trail = useQuery(rateTrailQuery(day, currency));
  const { takeBack } = useRateChanges();
  if (trail.isError) return <Failure what="The trail could not be read" error={trail.error} retry={trail.refetch} />;
  const rows = trail.data?.items ?? [];
  const columns: TableColumn<RateLayer>[] = [
    { key: 'rate', label: 'Per euro', value: ({ rate }) => Number(rate), cell: ({ rate }) => rate },
    { key: 'standing', label: 'Standing', value: standingText, cell: (row) => standingCell(row, timezone) },
    { key: 'source', label: 'From', value: ({ source }) => SOURCE_NAMES[source], cell: fromCell, wide: true },
    {
      key: 'received',
      label: 'Since',
      value: ({ received_at }) => received_at,
      cell: ({ received_at }) => formatInstant(received_at, timezone),
      wide: true,
    },
    {
      key: 'back',
      label: '',
      value: () => null,
      cell: (row) =>
        row.source === 'hand' && row.taken_back_at === null ? (
          <ConfirmButton
            label="Take back"
            question={`Take back ${row.rate}?`}
            confirm="Take back"
            disabled={takeBack.isPending}
            onConfirm={() => takeBack.mutate(row.batch)}
          />
        ) : null,
      sortable: false,
      right: true,
    },
  ];
  return (
    <div aria-busy={trail.isPending}>
      {trail.data && rows.length === 0 ? <p className={forms.note}>No rate of this day was ever known.</p> : null}
      {rows.length > 0 ? (
        <DataTable
          columns={columns}
          rows={rows}
          rowKey={({ batch }) => batch}
          caption={`Everything that was the rate of ${currency} on ${day}`}
        />
      ) : null}
      {takeBack.isError ? <p className={forms.problem}>{takeBack.error.message}</p> : null}
    </div>
  );
}

function standingCell(row: RateLayer, timezone: string): ReactNode {
  if (row.taken_back_at === null) return standingText(row);
  return `taken back ${formatInstant(row.taken_back_at, timezone)}`;
}

function fromCell({ source, note }: RateLayer): ReactNode {
  return (
    <>
      {SOURCE_NAMES[source]} <span className={styles.name}>{note}</span>
    </>
  );
}

function RateForm({ day, currency, proposed, onClose }: RateEntryProps) {
  const { today } = useWorkspace();
  const fixed = day !== undefined && currency !== undefined;
  const [draft, setDraft] = useState<EnteredRate>({
    day: day ?? proposed,
    currency: currency ?? RATED_CURRENCIES[0]?.value ?? '',
    rate: '',
    note: '',
  });
  const { enter } = useRateChanges();
  const set = (change: Partial<EnteredRate>) => setDraft((before) => ({ ...before, ...change }));
  const errorOf = (field: string) => problemOf(enter.error, field);
  const send = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(
      { ...draft, rate: draft.rate.trim(), note: draft.note.trim() },
      { onSuccess: () => set({ rate: '' }) },
    );
  };
  return (
    <form className={styles.form} aria-label={fixed ? 'Correct the rate' : 'Rate'} onSubmit={send}>
      {fixed ? null : (
        <>
          <CheckedField label="Day" span={3} error={errorOf('day')}>
            {(control) => (
              <TextInput
                {...control}
                type="date"
                max={today}
                value={draft.day}
                onChange={(event) => set({ day: event.currentTarget.value })}
              />
            )}
          </CheckedField>
          <CheckedField label="Currency" span={3} error={errorOf('currency')}>
            {(control) => (
              <Choice
                control={control}
                value={draft.currency}
                options={RATED_CURRENCIES}
                onChange={(next) => set({ currency: next })}
              />
            )}
          </CheckedField>
        </>
      )}
      <CheckedField
        label={`${draft.currency} per euro`}
        span={3}
        error={errorOf('rate')}
        hint="A decimal such as 1.3391; it stands above files until it is taken back"
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            maxLength={32}
            value={draft.rate}
            onChange={(event) => set({ rate: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="Source or reason" span={3} error={errorOf('note')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={200}
            value={draft.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={draft.rate.trim() === '' || draft.day === '' || enter.isPending}>
          {fixed ? 'Correct' : 'Enter'}
        </Button>
        <Button look="outlined" onClick={onClose}>
          Close
        </Button>
        <output className={enter.isError ? forms.problem : forms.note}>{outcomeText(enter)}</output>
      </div>
    </form>
  );
}

function problemOf(error: Error | null, field: string): string | undefined {
  const matches = error instanceof ApiFailure && error.path === `rates[0].${field}`;
  return matches ? error.message : undefined;
}

function outcomeText({ data, error }: ReturnType<typeof useRateChanges>['enter']): string {
  if (error) return error instanceof ApiFailure && error.path?.startsWith('rates[0].') ? '' : error.message;
  if (!data) return '';
  return data.duplicate > 0 ? 'That is the rate already.' : 'The rate counts now.';
}
