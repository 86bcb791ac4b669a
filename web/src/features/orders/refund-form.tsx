import { formatAmount, parseAmount } from '@syncline/shared/money';
import type { OrderDetail } from '@syncline/shared/orders';
import { useRef, useState } from 'react';
import { formatMoney } from '@syncline/shared/format';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField } from '../../ui/fields.tsx';
import { focus } from '../../ui/focus.ts';
import forms from '../../ui/forms.module.css';
import type { useOrderChanges } from './orders-questions.ts';
import styles from './orders.module.css';

interface RefundFormProps {
  order: OrderDetail;
  refund: ReturnType<typeof useOrderChanges>['refund'];
}

/** Asks how much of an order goes back, then asks once more before money moves. */
export function RefundForm({ order, refund }: RefundFormProps) {
  const { currency } = order;
  const left = leftOf(order);
  const [amount, setAmount] = useState(() => formatAmount(left, currency));
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string | undefined>();
  const [asked, setAsked] = useState<number | null>(null);
  // One key for one intent: a second press, or a retry after a lost answer, is the same refund.
  const key = useRef(crypto.randomUUID());
  if (left === 0) return null;
  const check = () => {
    const read = parseAmount(amount.trim(), currency);
    const problem = !read.ok
      ? `The amount ${read.message}.`
      : read.minor === 0
        ? 'Nothing would go back.'
        : read.minor > left
          ? `At most ${formatMoney(left, currency)} are left of this order.`
          : undefined;
    setFault(problem);
    setAsked(problem === undefined && read.ok ? read.minor : null);
  };
  const carryOut = (minor: number) => {
    setAsked(null);
    refund.mutate(
      { key: key.current, amount_minor: minor, ...(reason.trim() ? { reason: reason.trim() } : {}) },
      {
        onSuccess: (after) => {
          key.current = crypto.randomUUID();
          setAmount(formatAmount(leftOf(after), currency));
          setReason('');
        },
      },
    );
  };
  return (
    <form
      className={styles.refund}
      noValidate
      aria-label="Refund"
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      <CheckedField label={`Amount, ${currency}`} hint={`${formatMoney(left, currency)} left`} error={fault} span={4}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
        )}
      </CheckedField>
      <CheckedField label="Reason, kept with the order" hint="Optional" span={8}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </CheckedField>
      <div className={styles.submit}>
        {asked === null ? (
          <Button look="outlined" type="submit" disabled={refund.isPending}>
            Refund…
          </Button>
        ) : (
          <fieldset className={forms.row} aria-label="Refund?">
            <span className={forms.note}>{formatMoney(asked, currency)} go back to the buyer’s card. Refund them?</span>
            <Button look="primary" ref={focus} onClick={() => carryOut(asked)}>
              Refund
            </Button>
            <Button look="outlined" onClick={() => setAsked(null)}>
              Keep
            </Button>
          </fieldset>
        )}
        <output className={forms.problem}>{refund.error?.message}</output>
      </div>
    </form>
  );
}

/** What can still go back, in minor units: refunds under way are spoken for. */
function leftOf({ paid_minor, refunds }: OrderDetail): number {
  return refunds
    .filter(({ state }) => state !== 'refused')
    .reduce((left, { amount_minor }) => Math.max(0, left - amount_minor), paid_minor);
}
