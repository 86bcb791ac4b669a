import { formatAmount } from '@syncline/shared/money';
import {
  balanceLines,
  CAUSE_WORDS,
  DEMO_TEXT,
  DRAFT_TEXT,
  monthText,
  owedText,
  placeText,
} from '@syncline/shared/statement-words';
import { daysOfMonth, type Statement, type StatementLine } from '@syncline/shared/statements';
import { ROLE_NAMES, termsSentences } from '@syncline/shared/terms-words';
import { GREY, RED } from '../documents/ink.ts';
import type { Block, Column, RowText } from '../documents/layout.ts';

const FACTS: Column[] = [{ width: 96 }, { width: 403 }];
const BALANCES: Column[] = [{ width: 300 }, { width: 199, right: true }];
const LINES: Column[] = [
  { width: 195 },
  { width: 48, right: true },
  { width: 48, right: true },
  { width: 70, right: true },
  { width: 66, right: true },
  { width: 72, right: true },
];
const ADJUSTMENTS: Column[] = [{ width: 68 }, { width: 180 }, { width: 165 }, { width: 86, right: true }];
const PAYOUTS: Column[] = [{ width: 80 }, { width: 150 }, { width: 183 }, { width: 86, right: true }];

/** All that a statement says, in the order in which it is read. */
export function blocksOf(statement: Statement): Block[] {
  const money = moneyOf(statement.currency);
  return [
    titleBlock(statement),
    balanceBlock(statement),
    linesBlock(statement),
    ...adjustmentsBlock(statement),
    ...payoutsBlock(statement),
    ...statement.agreements.map(
      ({ name, slug, version, effective_from, terms }): Block => ({
        head: [title(`Terms: ${name}`)],
        rows: [
          { cells: [`Agreement ${slug}, version ${version}, from ${effective_from}.`], color: GREY },
          ...termsSentences(terms, (minor) => `${money(minor)} ${statement.currency}`).map((cell) => ({
            cells: [cell],
          })),
        ],
      }),
    ),
    ...closedBlock(statement),
  ];
}

/** Amounts in full: 1234567 of USD is "12,345.67". */
function moneyOf(currency: string): (minor: number) => string {
  return (minor) => {
    const [whole = '', decimals] = formatAmount(Math.abs(minor), currency).split('.');
    const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
    return `${minor < 0 ? '−' : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
  };
}

function titleBlock(statement: Statement): Block {
  const { number, name, role, month, currency, timezone, demo, party, closed_at } = statement;
  const { from, to } = daysOfMonth(month);
  const fact = (label: string, value: string): RowText => ({ cells: [label, value], columns: FACTS });
  return {
    head: [],
    rows: [
      { cells: [number === null ? 'Statement, draft' : `Statement ${number}`], size: 17, strong: true },
      ...(number === null ? [{ cells: [DRAFT_TEXT], strong: true, color: RED }] : []),
      ...(demo ? [{ cells: [DEMO_TEXT], strong: true, color: RED }] : []),
      fact('Party', `${name} (${ROLE_NAMES[role]}, ${party})`),
      fact('Period', `${monthText(month)}: ${from} to ${to}, days of ${timezone}`),
      fact('Currency', currency),
      ...(closed_at === null ? [] : [fact('Closed', closed_at)]),
    ],
  };
}

const title = (text: string): RowText => ({ cells: [text], size: 11, strong: true, before: 14 });
const heads = (cells: string[], columns: Column[]): RowText => ({ cells, columns, color: GREY, size: 7.5, rule: true });

function balanceBlock(statement: Statement): Block {
  const money = moneyOf(statement.currency);
  return {
    head: [title('Balance')],
    rows: [
      ...balanceLines(statement).map(
        ({ label, amount, strong = false }): RowText => ({
          cells: [label, money(amount)],
          columns: BALANCES,
          strong,
          rule: strong,
        }),
      ),
      { cells: [owedText(statement)], color: GREY },
    ],
  };
}

function linesBlock({ lines, currency }: Statement): Block {
  const money = moneyOf(currency);
  const row = (line: StatementLine): RowText => ({
    cells: [
      `${placeText(line)} (${line.agreement}, version ${line.version})`,
      String(line.orders),
      String(line.refunds),
      money(line.earned),
      money(0 - line.returned),
      money(line.amount),
    ],
    columns: LINES,
    rule: true,
  });
  return {
    head: [
      title('This month'),
      heads(['Campaign · offer (agreement)', 'Orders', 'Refunds', 'Earned', 'Returned', 'Amount'], LINES),
    ],
    rows:
      lines.length === 0
        ? [{ cells: ['Nothing was paid or refunded.'] }]
        : lines.flatMap((line) => [row(line), ...guaranteed(line, money)]),
  };
}

function guaranteed(line: StatementLine, money: (minor: number) => string): RowText[] {
  if (line.guaranteed === 0) return [];
  return [{ cells: [`of which guaranteed: ${money(line.guaranteed)}`], color: GREY, rule: true }];
}

function adjustmentsBlock({ adjustments, currency }: Statement): Block[] {
  if (adjustments.length === 0) return [];
  const money = moneyOf(currency);
  return [
    {
      head: [
        title('Adjustments of earlier months'),
        heads(['Month', 'Campaign · offer (agreement)', 'Cause', 'Amount'], ADJUSTMENTS),
      ],
      rows: adjustments.map((line) => ({
        cells: [
          line.month,
          `${placeText(line)} (${line.agreement}, version ${line.version})`,
          line.causes.map((cause) => CAUSE_WORDS[cause]).join(', '),
          money(line.amount),
        ],
        columns: ADJUSTMENTS,
        rule: true,
      })),
    },
  ];
}

function payoutsBlock({ payouts, currency }: Statement): Block[] {
  if (payouts.length === 0) return [];
  const money = moneyOf(currency);
  return [
    {
      head: [title('Paid out'), heads(['Day', 'Reference', 'Note', 'Amount'], PAYOUTS)],
      rows: payouts.map(({ day, reference, note, amount_minor }) => ({
        cells: [day, reference, note, money(amount_minor)],
        columns: PAYOUTS,
        rule: true,
      })),
    },
  ];
}

function closedBlock({ digest }: Statement): Block[] {
  if (digest === null) return [];
  return [
    {
      head: [],
      rows: [
        {
          cells: [`SHA-256 of the content as canonical JSON (RFC 8785): ${digest}`],
          size: 7.5,
          color: GREY,
          before: 14,
        },
        {
          cells: ['This statement is closed and is not changed; corrections are in later ones.'],
          size: 7.5,
          color: GREY,
        },
      ],
    },
  ];
}
