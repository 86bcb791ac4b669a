import { ReachForecast } from '../../charts/draw/reach-forecast.tsx';
import { prepareForecast } from '../../charts/prepare/reach-forecast.ts';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { forecastTitle, forecastWords } from './forecast.ts';
import { useReachForecast } from './questions.ts';

const HEIGHT = 300;

/** After how many more days like those so far a tenth more people are reached. */
export function ForecastPanel({ scope }: { scope: Scope }) {
  const query = useReachForecast(scope);
  const { data } = query;
  const isTold = data !== undefined && data.course.length > 0;
  return (
    <Panel
      title={data && forecastTitle(data)}
      what="When 10 % more people will be reached"
      subtitle={isTold ? forecastWords(data) : 'People, counted once, by day with impressions that has ended'}
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      source={data ? <MethodNote method={data.meta.method} /> : null}
      empty={data !== undefined && !isTold && { sentence: forecastWords(data) }}
      table={
        isTold
          ? {
              columns: [
                { label: 'More days' },
                { label: 'Newly reached, forecast' },
                { label: 'Low (95 %)' },
                { label: 'High (95 %)' },
              ],
              rows: data.course.map(({ days, newly_reached, low, high }) => [
                days,
                Math.round(newly_reached),
                Math.round(low),
                Math.round(high),
              ]),
            }
          : undefined
      }
    >
      {() => (isTold ? <ReachForecast data={prepareForecast(data)} height={HEIGHT} /> : null)}
    </Panel>
  );
}
