import { formatCount, formatInterval, formatPercent, formatRatio, plural, UNDEFINED } from '@syncline/shared/format';
import type { FrequencyAnswer, Proportion } from '@syncline/shared/query';
import type { RowText } from '../../documents/layout.ts';
import { drawFrequency } from '../charts/frequency.ts';
import type { Questions } from '../questions.ts';
import { type Section, sectionOf, tableHead } from '../section.ts';

const HEIGHT = 250;
const COLUMNS = [
  { width: 99 },
  { width: 70, right: true },
  { width: 70, right: true },
  { width: 80, right: true },
  { width: 80, right: true },
  { width: 100, right: true },
];
const HEADS = ['Impressions per person', 'People', 'of reach', 'Buyers', 'Buyers ÷ people', '95 % interval'];

/** How many people saw it how often, and how many of them bought, as a chart and in figures. */
export async function frequencySection(questions: Questions): Promise<Section> {
  const { bins, reach, impressions, frequency, conversion, meta } = await questions.frequency();
  const mean = frequency === null ? UNDEFINED : formatRatio(frequency);
  return sectionOf({
    title: 'Frequency, and conversion at each',
    subtitle: `${plural(reach, 'person', 'people')} saw ${plural(impressions, 'impression')}, ${mean} each. Buyers are those who paid at or after their first impression; that some saw more is no proof that they bought for it.`,
    meta,
    request: questions.request,
    metrics: ['reach', 'impressions', 'frequency', 'buyers', 'conversion_per_reach'],
    blocks: [
      { head: [], rows: [{ height: HEIGHT, draw: (pdf, box) => drawFrequency(pdf, box, bins) }] },
      {
        head: [tableHead(HEADS, COLUMNS)],
        whole: true,
        rows: [
          ...bins.map((bin) => binRow(bin, reach)),
          {
            cells: ['All', formatCount(reach), formatPercent(1, { digits: 1 }), ...conversionCells(conversion)],
            columns: COLUMNS,
            strong: true,
          },
        ],
      },
    ],
  });
}

function binRow({ frequency, open, people, conversion }: FrequencyAnswer['bins'][number], reach: number): RowText {
  return {
    cells: [
      open ? `${frequency} or more` : String(frequency),
      formatCount(people),
      reach === 0 ? UNDEFINED : formatPercent(people / reach, { digits: 1 }),
      ...conversionCells(conversion),
    ],
    columns: COLUMNS,
    rule: true,
  };
}

function conversionCells({ numerator, value, low, high }: Proportion): string[] {
  return [
    formatCount(numerator),
    value === null ? UNDEFINED : formatPercent(value),
    low === null || high === null ? UNDEFINED : formatInterval(low, high),
  ];
}
