import type { Statement, StatementAdjustment, StatementLine } from '@syncline/shared/statements';
import { daysOfMonth } from '@syncline/shared/statements';
import {
  balanceLines,
  CAUSE_WORDS,
  DEMO_TEXT,
  DRAFT_TEXT,
  monthText,
  owedText,
  placeText,
} from '@syncline/shared/statement-words';
import { ROLE_NAMES } from '@syncline/shared/terms-words';
import { useQuery } from '@tanstack/react-query';
import { formatCount, formatDay, formatInstant, formatMoney, formatPeriod } from '@syncline/shared/format';
import { Button } from '../../ui/controls.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { useWorkspace } from '../../lib/workspace.ts';
import { Failure, LoadingPlot } from '../../ui/states.tsx';
import { FigureLink } from './figure-link.tsx';
import { PayoutForm, PayoutTable } from './payout-form.tsx';
import { NO_PLACE } from './shared-orders-search.ts';
import { Files } from './statement-files.tsx';
import { type StatementKey, statementQuery } from './statements-questions.ts';
import styles from './statements.module.css';
import { termsSentences } from './terms-words.ts';
import { useScopeNames } from './use-scope-names.ts';

/** One statement as a document, with what was paid out and the form to record it. */
export function StatementView({ statement: key, onClose }: { statement: StatementKey; onClose: () => void }) {
  const query = useQuery(statementQuery(key));
  const { data } = query;
  const title = data ? `${data.name}, ${monthText(data.month)}` : monthText(key.month);
  return (
    <Page
      title={title}
      facts={data ? (data.number === null ? 'Draft' : `Statement ${data.number}`) : undefined}
      crumbs={
        <>
          <Button look="link" onClick={onClose}>
            Statements
          </Button>
          <span>/</span>
          {monthText(key.month)}
        </>
      }
      actions={data ? <Files of={data} /> : undefined}
    >
      {data ? (
        <StatementDocument statement={data} />
      ) : query.isError ? (
        <Failure what="The statement could not be read" error={query.error} retry={query.refetch} />
      ) : (
        <div className={styles.waiting} aria-busy="true">
          <LoadingPlot />
        </div>
      )}
    </Page>
  );
}

function StatementDocument({ statement }: { statement: Statement }) {
  const { name, party, role, month, currency, timezone, number, closed_at, demo, digest } = statement;
  const money = (minor: number) => formatMoney(minor, currency);
  return (
    <article className={styles.document} aria-label={`Statement of ${name}`}>
      {number === null ? (
        <p className={styles.warning}>
          <WarningIcon size={13} /> {DRAFT_TEXT}
        </p>
      ) : null}
      {demo ? (
        <p className={styles.warning}>
          <WarningIcon size={13} /> {DEMO_TEXT}
        </p>
      ) : null}
      <dl className={styles.about}>
        <dt>Party</dt>
        <dd>
          {name} ({ROLE_NAMES[role]}, {party})
        </dd>
        <dt>Period</dt>
        <dd>
          {formatPeriod(daysOfMonth(month))}, days of {timezone}
        </dd>
        {closed_at === null ? null : (
          <>
            <dt>Closed</dt>
            <dd>{formatInstant(closed_at, timezone)}</dd>
          </>
        )}
      </dl>
      <section className={styles.section}>
        <h2>Balance</h2>
        <table className={styles.balance}>
          <caption className="sr-only">Balance</caption>
          <tbody>
            {balanceLines(statement).map(({ label, amount, strong }) => (
              <tr key={label} className={strong ? styles.strong : undefined}>
                <th scope="row">{label}</th>
                <td>{money(amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.note}>{owedText(statement)}</p>
      </section>
      <LinesSection statement={statement} money={money} />
      <AdjustmentsSection adjustments={statement.adjustments} money={money} />
      <section className={styles.section}>
        <h2>Paid out</h2>
        <PayoutTable statement={statement} />
        <PayoutForm statement={statement} />
      </section>
      <section className={styles.section}>
        <h2>Terms</h2>
        {statement.agreements.map(({ slug, name, version, effective_from, terms }) => (
          <div key={`${slug} ${version}`} className={styles.terms}>
            <h3>
              {name}, version {version} from {formatDay(effective_from, { year: true })}
            </h3>
            <ul>
              {termsSentences(terms, currency).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </div>
        ))}
      </section>
      {digest === null ? null : (
        <p className={styles.note}>
          SHA-256 of the content: <code className={styles.digest}>{digest}</code>
        </p>
      )}
    </article>
  );
}

interface LinesProps {
  statement: Statement;
  money: (minor: number) => string;
}

/** A table too wide for the page scrolls, and must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

function LinesSection({ statement, money }: LinesProps) {
  const { lines } = statement;
  const isGuaranteed = lines.some(({ guaranteed }) => guaranteed !== 0);
  return (
    <section className={styles.section}>
      <h2>This month</h2>
      {lines.length === 0 ? (
        <p className={styles.note}>Nothing was paid or refunded.</p>
      ) : (
        <section className={styles.scroll} aria-label="Lines of the month" {...REACHABLE}>
          <table className={styles.table}>
            <caption className="sr-only">Lines of the month</caption>
            <thead>
              <tr>
                <th scope="col">Campaign · offer</th>
                <th scope="col">Agreement</th>
                {['Orders', 'Refunds', 'Earned', 'Returned', ...(isGuaranteed ? ['Minimums'] : []), 'Amount'].map(
                  (label) => (
                    <th key={label} scope="col" className={styles.number}>
                      {label}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={[line.agreement, line.version, line.campaign, line.offer].join(' ')}>
                  <th scope="row">
                    <Place line={line} />
                  </th>
                  <td>
                    {line.agreement}, version {line.version}
                  </td>
                  <td className={styles.number}>{formatCount(line.orders)}</td>
                  <td className={styles.number}>{formatCount(line.refunds)}</td>
                  <td className={styles.number}>{money(line.earned)}</td>
                  <td className={styles.number}>{money(0 - line.returned)}</td>
                  {isGuaranteed ? <td className={styles.number}>{money(line.guaranteed)}</td> : null}
                  <td className={styles.number}>
                    <LineAmount statement={statement} line={line} text={money(line.amount)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** Campaign and offer by their names of today, and as the document has them. */
function Place({ line }: { line: Pick<StatementLine, 'campaign' | 'offer'> }) {
  const nameOf = useScopeNames();
  const kept = placeText(line);
  const names = placeText({
    campaign: line.campaign && nameOf('campaign', line.campaign),
    offer: line.offer && nameOf('offer', line.offer),
  });
  return (
    <>
      {names}
      {names === kept ? null : <small className={styles.kept}>{kept}</small>}
    </>
  );
}

/** Orders are listed in the currency of the workspace alone. */
function LineAmount({ statement, line, text }: { statement: Statement; line: StatementLine; text: string }) {
  const workspace = useWorkspace();
  const { party, month, currency } = statement;
  if (currency !== workspace.currency) return text;
  const { campaign, offer, agreement, version, amount } = line;
  const of = { party, in_campaign: campaign || NO_PLACE, in_offer: offer || NO_PLACE, agreement, version };
  return (
    <FigureLink scope={{ period: daysOfMonth(month), filters: [] }} of={of} amount={amount} text={text} unfiltered />
  );
}

function AdjustmentsSection({
  adjustments,
  money,
}: {
  adjustments: readonly StatementAdjustment[];
  money: LinesProps['money'];
}) {
  if (adjustments.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2>Adjustments of earlier months</h2>
      <section className={styles.scroll} aria-label="Adjustments" {...REACHABLE}>
        <table className={styles.table}>
          <caption className="sr-only">Adjustments of earlier months</caption>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col">Campaign · offer</th>
              <th scope="col">Cause</th>
              <th scope="col" className={styles.number}>
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {adjustments.map((line) => (
              <tr key={[line.month, line.agreement, line.version, line.campaign, line.offer].join(' ')}>
                <th scope="row">{monthText(line.month)}</th>
                <td>
                  <Place line={line} />
                </td>
                <td>{line.causes.map((cause) => CAUSE_WORDS[cause]).join(', ')}</td>
                <td className={styles.number}>{money(line.amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
