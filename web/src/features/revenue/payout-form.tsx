import { parseAmount } from '@syncline/shared/money';
import type { Payout, Statement } from '@syncline/shared/statements';
import { useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatDay, formatMoney } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import { useStatementChanges } from './statements-questions.ts';
import styles from './statements.module.css';

/** The payouts that a statement holds; those of a draft can be removed. */
export function PayoutTable({ statement }: { statement: Statement }) {
  const { payouts, currency, state } = statement;
  const { remove } = useStatementChanges();
  if (payouts.length === 0) return <p className={styles.note}>Nothing was recorded.</p>;
  return (
    <table className={styles.table}>
      <caption className="sr-only">Paid out</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Reference</th>
          <th scope="col" className={styles.number}>
            Amount
          </th>
          {state === 'closed' ? null : (
            <th scope="col">
              <span className="sr-only">Remove</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {payouts.map(({ id, day, reference, note, amount_minor }) => (
          <tr key={id}>
            <th scope="row">{formatDay(day, { year: true })}</th>
            <td>{[reference, note].filter(Boolean).join(' · ') || '–'}</td>
            <td className={styles.number}>{formatMoney(amount_minor, currency)}</td>
            {state === 'closed' ? null : (
              <td className={styles.number}>
                <Button
                  look="link"
                  disabled={remove.isPending}
                  aria-label={`Remove ${formatMoney(amount_minor, currency)} of ${formatDay(day, { year: true })}`}
                  onClick={() => remove.mutate(id)}
                >
                  Remove
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const DIRECTIONS = [
  { value: 'to', label: 'paid to the party' },
  { value: 'by', label: 'paid by the party' },
] as const;

/** Records what was paid to the party, or by it, with a way back. */
export function PayoutForm({ statement }: { statement: Statement }) {
  const { party, currency, name } = statement;
  const { today } = useWorkspace();
  const { record, remove } = useStatementChanges();
  const [amount, setAmount] = useState('');
  const [direction, setDirection] = useState<'to' | 'by'>('to');
  const [day, setDay] = useState(today);
  const [reference, setReference] = useState('');
  const [fault, setFault] = useState<string | undefined>();
  const [recorded, setRecorded] = useState<Payout | null>(null);
  const submit = () => {
    const read = parseAmount(amount.trim(), currency);
    const problem = !read.ok ? `The amount ${read.message}.` : read.minor === 0 ? 'Nothing was paid.' : undefined;
    setFault(problem);
    if (problem !== undefined || !read.ok) return;
    const amount_minor = direction === 'to' ? read.minor : 0 - read.minor;
    record.mutate(
      { party, currency, amount_minor, day, reference: reference.trim(), note: '' },
      {
        onSuccess: (payout) => {
          setRecorded(payout);
          setAmount('');
          setReference('');
        },
      },
    );
  };
  const undo = (payout: Payout) => remove.mutate(payout.id, { onSuccess: () => setRecorded(null) });
  const isHere = recorded !== null && statement.payouts.some(({ id }) => id === recorded.id);
  return (
    <>
      {statement.state === 'closed' ? (
        <p className={styles.note}>What is recorded from now on stands in the next statement that is not closed.</p>
      ) : null}
      <form
        className={styles.payout}
        noValidate
        aria-label="Record a payout"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <CheckedField label={`Amount, ${currency}`} error={fault} span={3}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value)}
            />
          )}
        </CheckedField>
        <CheckedField label="Direction" span={3}>
          {(control) => <Choice control={control} value={direction} options={DIRECTIONS} onChange={setDirection} />}
        </CheckedField>
        <CheckedField label="Day" span={3}>
          {(control) => (
            <TextInput
              {...control}
              type="date"
              max={today}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </CheckedField>
        <CheckedField label="Reference" span={3}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={120}
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
            />
          )}
        </CheckedField>
        <Button look="outlined" type="submit" disabled={record.isPending}>
          Record it
        </Button>
      </form>
      <output className={styles.note}>
        {recorded ? (
          <>
            {formatMoney(Math.abs(recorded.amount_minor), currency)} {recorded.amount_minor > 0 ? 'to' : 'by'} {name}{' '}
            recorded
            {isHere ? '. ' : '; it stands in a statement that is not closed. '}
            <Button look="link" disabled={remove.isPending} onClick={() => undo(recorded)}>
              Undo
            </Button>
          </>
        ) : null}
        {[record, remove].map(({ error }) => (error instanceof ApiFailure ? error.message : null))}
      </output>
    </>
  );
}
