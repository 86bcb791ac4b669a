import { formatDays, plural } from '@syncline/shared/format';
import { drawDays } from '../charts/days.ts';
import { PALETTE } from '../palette.ts';
import type { Questions } from '../questions.ts';
import { type Section, sectionOf } from '../section.ts';

const HEIGHT = 230;

/** People reached and impressions, day by day, above one another. */
export async function dailySection(questions: Questions): Promise<Section> {
  const { days, reach, meta } = await questions.reachCurve();
  const { open_days: openDays } = meta;
  const impressions = days.reduce((sum, day) => sum + day.impressions, 0);
  const plots = [
    { title: 'People reached', color: PALETTE.reach, values: days.map((day) => day.reach) },
    { title: 'Impressions', color: PALETTE.impressions, values: days.map((day) => day.impressions) },
  ];
  const hatched = openDays.length > 0 ? ` Hatched: ${formatDays(openDays)}, not complete.` : '';
  return sectionOf({
    title: 'Daily reach and impressions',
    subtitle: `${plural(reach, 'person', 'people')} reached and ${plural(impressions, 'impression')} in the period. Somebody reached on several days counts on each, so days do not add up to the period.${hatched}`,
    meta,
    request: questions.request,
    metrics: ['reach', 'impressions'],
    blocks: [
      {
        head: [],
        rows: [
          {
            height: HEIGHT,
            draw: (pdf, box) => drawDays(pdf, box, { days: days.map(({ day }) => day), openDays, plots }),
          },
        ],
      },
    ],
  });
}
