import type { Terms } from '@syncline/shared/agreements';
import { minorDigits, formatAmount, parseAmount } from '@syncline/shared/money';
import type { BreakEvenAnswer, BreakEvenCut, GoodsCost, SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { useState } from 'react';
import { BreakEvenLine, breakEvenNote } from '../../charts/draw/break-even-line.tsx';
import { differenceAt, volumeAxis } from '../../charts/prepare/break-even.ts';
import { formatCount, formatMoney, formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { moneyCell } from './money-cell.ts';
import { useBreakEven } from './what-if-questions.ts';
import type { WhatIfSearch } from './what-if-search.ts';
import styles from './what-if.module.css';

interface BreakEvenProps {
  scope: Scope;
  agreement: string;
  terms: Terms;
  whatIf: SupposedTerms;
  search: WhatIfSearch;
  setSearch: (change: Partial<WhatIfSearch>) => void;
}

/** The added orders that make up for the terms, and the cut up to which they hold. */
export function BreakEvenPanels({ scope, agreement, terms, whatIf, search, setSearch }: BreakEvenProps) {
  const cuts = cutsOf(terms);
  const cut = cuts.find(({ party }) => party === search.cut) ?? cuts[0];
  const cost = readCost(search.cost);
  const target = search.target === 'cost' && cost === null ? undefined : search.target;
  const query = useBreakEven(scope, {
    what_if: whatIf,
    agreement,
    ...(cut ? { cut: { party: cut.party, term: cut.term } } : {}),
    cost,
    target:
      target === undefined
        ? { kind: 'today' }
        : target === 'cost'
          ? { kind: 'cost' }
          : { kind: 'amount', amount_minor: Number(target) },
  });
  return (
    <>
      <VolumePanel scope={scope} query={query} answer={query.data} />
      {cut ? (
        <>
          <CutPanel scope={scope} query={query} answer={query.data} />
          <div className={styles.targets}>
            {cuts.length > 1 ? (
              <CheckedField label="The percentage of" span={4}>
                {(control) => (
                  <Choice
                    control={control}
                    value={cut.party}
                    options={cuts.map(({ party, name }) => ({ value: party, label: name }))}
                    onChange={(party) => setSearch({ cut: party })}
                  />
                )}
              </CheckedField>
            ) : null}
            <TargetFields
              // What is typed is kept until another agreement is looked at.
              key={agreement}
              currency={scope.currency}
              residual={terms.residual.name}
              search={search}
              setSearch={setSearch}
            />
          </div>
        </>
      ) : null}
    </>
  );
}

/** The plain percentages of terms, one for each party that has one. */
function cutsOf({ shares }: Terms): { party: string; name: string; term: number }[] {
  return shares.flatMap(({ party, name, terms }) => {
    const term = terms.findIndex(({ kind }) => kind === 'percentage');
    return term < 0 ? [] : [{ party, name, term }];
  });
}

function readCost(text: string | undefined): GoodsCost | null {
  if (text === undefined) return null;
  const [kind, value = ''] = text.split('-');
  if (kind === 'order') return { kind: 'per_order', amount_minor: Number(value) };
  return Number(value) <= 100 ? { kind: 'of_list_price', percent: value } : null;
}

interface PartProps {
  scope: Scope;
  query: PanelQuery;
  answer: BreakEvenAnswer | undefined;
}

const HEIGHT = 210;

function VolumePanel({ scope: { currency }, query, answer }: PartProps) {
  const volume = answer?.volume;
  const name = answer?.party.name ?? '';
  return (
    <Panel
      what="Gain or loss by added orders"
      title={answer ? volumeTitle(answer) : undefined}
      subtitle={
        volume
          ? `What ${name} gains or loses, by added orders at ${formatMoney(Math.round(volume.supposed / volume.orders), currency)} each${answer.cost === null ? '' : ' after the cost of goods'}; like those of the period: same mix, refunds and terms`
          : 'By added orders'
      }
      query={query}
      height={HEIGHT}
      meta={answer?.meta}
      table={volume ? volumeTable(volume, currency) : undefined}
      empty={
        answer && !volume
          ? { sentence: `No number of added orders makes up for these terms: an order leaves ${name} nothing.` }
          : false
      }
      source="More volume can reach other tiers, caps or minimums; that is not looked at here."
    >
      {() =>
        volume ? (
          <BreakEvenLine
            label={`What ${name} gains or loses against today, by added orders`}
            volume={volume}
            note={volume.today === volume.supposed ? 'as today' : breakEvenNote(volume)}
            currency={currency}
            height={HEIGHT}
          />
        ) : null
      }
    </Panel>
  );
}

function volumeTitle({ party, volume }: BreakEvenAnswer): string {
  if (!volume) return 'Added orders cannot make up for it';
  const { added_orders: added, added_part: part } = volume;
  if (added > 0)
    return `${formatCount(added)} more orders, ${formatPercent(part, { digits: 2, plus: true })}, make up for it`;
  if (volume.today === volume.supposed) return `${party.name} needs no more orders than today`;
  return `${party.name} could do with ${formatCount(-added)} fewer orders, ${formatPercent(part, { digits: 2 })}`;
}

function volumeTable(volume: NonNullable<BreakEvenAnswer['volume']>, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const parts = [...new Set([...volumeAxis(volume).ticks, volume.added_part])].toSorted((one, other) => one - other);
  return {
    columns: [
      { label: 'Added orders, %', format: (value) => formatPercent(Number(value) / 100, { digits: 2, plus: true }) },
      { label: 'Added orders' },
      { label: `Against today, ${currency}`, format: moneyCell(currency) },
    ],
    rows: parts.map((part) => [
      Number((part * 100).toFixed(4)),
      part === volume.added_part ? volume.added_orders : Math.round(volume.orders * part),
      Math.round(differenceAt(volume, part)) / size,
    ]),
  };
}

function CutPanel({ scope: { currency }, query, answer }: PartProps) {
  const cut = answer?.cut;
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  return (
    <Panel
      what="The cut that breaks even"
      title={answer && cut ? cutTitle(answer, cut) : undefined}
      subtitle="Every percentage of four decimals is looked among, all other terms as supposed; both lines are settled in full"
      query={query}
      height={96}
      picture={false}
      meta={answer?.meta}
      table={
        answer && cut
          ? {
              columns: [
                { label: `${cut.party.name}, %` },
                { label: `${answer.party.name} comes to, ${currency}`, format },
                { label: `Less the target, ${currency}`, format },
              ],
              rows: [cut.holds, cut.fails].flatMap((found) =>
                found ? [[found.percent, found.amount / size, (found.amount - cut.target) / size]] : [],
              ),
            }
          : undefined
      }
      source={cut ? onlyText(cut) : undefined}
    >
      {() => (answer && cut ? <CutLines answer={answer} cut={cut} currency={currency} /> : null)}
    </Panel>
  );
}

function CutLines({ answer, cut, currency }: { answer: BreakEvenAnswer; cut: BreakEvenCut; currency: string }) {
  const line = (found: BreakEvenCut['holds'], words: string) =>
    found ? (
      <li>
        <span>
          {words} {found.percent} %
        </span>
        <strong>{formatMoney(found.amount, currency)}</strong>
      </li>
    ) : null;
  return (
    <ul className={styles.lines} aria-label="The cut that breaks even">
      <li>
        <span>{answer.party.name} is to come to</span>
        <strong>{formatMoney(cut.target, currency)}</strong>
      </li>
      {line(cut.holds, `${cut.party.name} at`)}
      {line(cut.fails, `${cut.party.name} at`)}
    </ul>
  );
}

function cutTitle({ party }: BreakEvenAnswer, { party: taker, holds, fails }: BreakEvenCut): string {
  if (!holds) return `At no percentage of ${taker.name} does ${party.name} come to the target`;
  if (!fails) return `At any percentage of ${taker.name} does ${party.name} come to the target`;
  return `${taker.name} could take up to ${holds.percent} %`;
}

function onlyText({ only }: BreakEvenCut): string {
  if (only === 'certain') return 'There is no other such place.';
  if (only === 'but_for_rounding')
    return 'There is no other such place, but for single minor units that rounding moves.';
  return 'Under a cap a higher percentage can lead to less, so that there may be another such place.';
}

interface TargetFieldsProps {
  currency: string;
  residual: string;
  search: WhatIfSearch;
  setSearch: (change: Partial<WhatIfSearch>) => void;
}

function TargetFields({ currency, residual, search, setSearch }: TargetFieldsProps) {
  const [kind, setKind] = useState<'today' | 'cost' | 'amount'>(
    search.target === undefined ? 'today' : search.target === 'cost' ? 'cost' : 'amount',
  );
  const [costKind, costValue = ''] = (search.cost ?? 'order-').split('-');
  const isList = costKind === 'list';
  const [amount, setAmount] = useState(kind === 'amount' ? formatAmount(Number(search.target), currency) : '');
  const [cost, setCost] = useState(isList || costValue === '' ? costValue : formatAmount(Number(costValue), currency));
  const [of, setOf] = useState<'order' | 'list'>(isList ? 'list' : 'order');
  const amountRead = parseAmount(amount.trim().replaceAll(',', ''), currency);
  const costText = costOf(of, cost, currency);
  const setTarget = (next: typeof kind, text: string) => {
    const read = parseAmount(text.trim().replaceAll(',', ''), currency);
    const target = next === 'cost' ? 'cost' : next === 'amount' && read.ok ? String(read.minor) : undefined;
    setSearch({ target });
  };
  return (
    <>
      <CheckedField label={`${residual} is to come to`} span={4}>
        {(control) => (
          <Choice
            control={control}
            value={kind}
            options={[
              { value: 'today', label: 'as much as today' },
              { value: 'cost', label: 'what the goods cost' },
              { value: 'amount', label: 'an amount' },
            ]}
            onChange={(next) => {
              setKind(next);
              setTarget(next, amount);
            }}
          />
        )}
      </CheckedField>
      {kind === 'amount' ? (
        <CheckedField
          label={`Amount, ${currency}`}
          span={4}
          error={amount.trim() !== '' && !amountRead.ok ? amountRead.message : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="decimal"
              autoComplete="off"
              maxLength={20}
              value={amount}
              onChange={(event) => {
                setAmount(event.currentTarget.value);
                setTarget('amount', event.currentTarget.value);
              }}
            />
          )}
        </CheckedField>
      ) : null}
      <CheckedField
        label="Goods cost"
        span={4}
        hint={kind === 'cost' && cost.trim() === '' ? 'Needed for this target.' : 'Empty: not looked at.'}
        error={costText === null ? (of === 'list' ? 'a percentage is needed' : 'an amount is needed') : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            autoComplete="off"
            maxLength={20}
            value={cost}
            onChange={(event) => {
              setCost(event.currentTarget.value);
              const next = costOf(of, event.currentTarget.value, currency);
              if (next !== null) setSearch({ cost: next || undefined });
            }}
          />
        )}
      </CheckedField>
      <CheckedField label="Of" span={4}>
        {(control) => (
          <Choice
            control={control}
            value={of}
            options={[
              { value: 'order', label: `${currency} an order` },
              { value: 'list', label: '% of the list price' },
            ]}
            onChange={(next) => {
              setOf(next);
              const text = costOf(next, cost, currency);
              setSearch({ cost: text || undefined });
            }}
          />
        )}
      </CheckedField>
    </>
  );
}

/** As the address holds it; '' for nothing, null for what cannot be read. */
function costOf(of: 'order' | 'list', text: string, currency: string): string | null {
  const plain = text.trim().replace(/\s*%$/, '').replaceAll(',', '');
  if (plain === '') return '';
  if (of === 'list') return /^\d{1,2}(\.\d{1,4})?$|^100$/.test(plain) ? `list-${plain}` : null;
  const read = parseAmount(plain, currency);
  return read.ok ? `order-${read.minor}` : null;
}
