import type { RatesPreview } from '@syncline/shared/exchange-rates';
import { formatPeriod, plural } from '@syncline/shared/format';
import forms from '../../ui/forms.module.css';
import styles from './rates-found.module.css';

/** What a file of exchange rates holds, and what of it would be refused, before it is imported. */
export function RatesFound({ found }: { found: RatesPreview }) {
  const { days, from, to, rates, currencies, withdrawn, refused, refusals, complete } = found;
  return (
    <div className={styles.found}>
      <p>
        {plural(rates, 'rate')} of {plural(currencies.length, 'currency', 'currencies')} on {plural(days, 'day')}
        {from && to ? `, ${formatPeriod({ from, to }, { year: true })}` : ''}
        {complete ? '' : ', in the first MiB of the file'}. {currencies.join(', ')}
      </p>
      {withdrawn > 0 ? (
        <p className={forms.note}>
          {plural(withdrawn, 'rate')} in currencies that ISO 4217 no longer lists will be left out: no order can be in
          them.
        </p>
      ) : null}
      {refused > 0 ? (
        <>
          <p className={forms.problem}>{plural(refused, 'refusal')}; the rest will be imported.</p>
          <ul className={styles.refusals} aria-label="What will be refused">
            {refusals.map(({ line, path, message }) => (
              <li key={`${line} ${path}`}>
                Line {line}
                {path ? `, ${path}` : ''}: {message}
              </li>
            ))}
            {refused > refusals.length ? <li>and {plural(refused - refusals.length, 'more refusal')}</li> : null}
          </ul>
        </>
      ) : null}
    </div>
  );
}
