import { DEVICES } from '@syncline/shared/events';
import type { FrequencyRequest, FunnelRequest, ReachCurveRequest } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import type { Oracle, Stored } from './oracle.ts';

/** The analyses once more, person by person over the events of the scope. */
type Scoped = Pick<FrequencyRequest, 'filters' | 'primary_device_threshold' | 'period'>;

const isImpression = (event: Stored) => event.kind === 'impression' && event.arm !== 'control';
const isStage = (stage: string) => (event: Stored) => event.kind === 'purchase' && event.stage === stage;

function byPerson(oracle: Oracle, request: Scoped, period: Period): Stored[][] {
  const people = new Map<number, Stored[]>();
  for (const event of oracle.scope(request, period).events) {
    people.set(event.uid, [...(people.get(event.uid) ?? []), event]);
  }
  return [...people.values()];
}

/** Reached people with their impressions, the first of them, and whether they paid at or after it. */
export function reachedPeople(oracle: Oracle, request: Scoped & { viewable_only: boolean }, period: Period) {
  return byPerson(oracle, request, period).flatMap((events) => {
    const seen = events.filter((event) => isImpression(event) && (!request.viewable_only || event.viewable));
    if (seen.length === 0) return [];
    const first = Math.min(...seen.map((event) => event.ms));
    const times = seen.reduce((sum, event) => sum + event.quantity, 0);
    const converted = events.some((event) => isStage('paid')(event) && event.ms >= first);
    return [{ seen, times, converted }];
  });
}

export function expectedFrequency(oracle: Oracle, request: FrequencyRequest) {
  const people = reachedPeople(oracle, request, request.period);
  const counts = people.map((person) => person.times).toSorted((a, b) => a - b);
  const impressions = counts.reduce((sum, count) => sum + count, 0);
  const middle = counts.length / 2;
  const [lower, upper] = [counts[Math.ceil(middle) - 1] ?? 0, counts[Math.floor(middle)] ?? 0];
  const median = upper >= request.top ? null : (lower + upper) / 2;
  const none = people.length === 0;
  return {
    reach: people.length,
    impressions,
    frequency: none ? null : impressions / people.length,
    median: none ? null : median,
    bins: Array.from({ length: request.top }, (_, index) => {
      const here = people.filter(({ times }) => (index + 1 === request.top ? times > index : times === index + 1));
      return {
        frequency: index + 1,
        open: index + 1 === request.top,
        people: here.length,
        impressions: here.reduce((sum, person) => sum + person.times, 0),
        converted: here.filter((person) => person.converted).length,
      };
    }),
    at_least: Array.from({ length: request.top }, (_, index) => ({
      frequency: index + 1,
      people: counts.filter((count) => count >= index + 1).length,
    })),
    converted: people.filter((person) => person.converted).length,
  };
}

export function expectedCurve(oracle: Oracle, request: ReachCurveRequest, period: Period) {
  const people = reachedPeople(oracle, request, period);
  const days: { day: string; impressions: number; reach: number; newly_reached: number; cumulative_reach: number }[] =
    [];
  for (const date = new Date(`${period.from}T12:00:00Z`); ; date.setUTCDate(date.getUTCDate() + 1)) {
    const day = date.toISOString().slice(0, 10);
    if (day > period.to) break;
    const seenToday = people.map(({ seen }) => seen.filter((event) => event.day === day));
    const seenBefore = people.map(({ seen }) => seen.some((event) => event.day < day));
    days.push({
      day,
      impressions: seenToday.flat().reduce((sum, event) => sum + event.quantity, 0),
      reach: seenToday.filter((events) => events.length > 0).length,
      newly_reached: seenToday.filter((events, index) => events.length > 0 && !seenBefore[index]).length,
      cumulative_reach: people.filter(({ seen }) => seen.some((event) => event.day <= day)).length,
    });
  }
  return { reach: people.length, days };
}

export function expectedFunnel(oracle: Oracle, request: FunnelRequest) {
  const people = byPerson(oracle, request, request.period).flatMap((events) => {
    const seen = events.filter(isImpression);
    const first = seen.toSorted((a, b) => a.ms - b.ms || rank(a.device) - rank(b.device))[0];
    if (!first) return [];
    const did = (test: (event: Stored) => boolean) => events.some((event) => test(event) && event.ms >= first.ms);
    const balance = new Map<string, number>();
    for (const event of events) {
      const sign = isStage('paid')(event) ? 1 : isStage('refunded')(event) ? -1 : 0;
      balance.set(event.currency, (balance.get(event.currency) ?? 0) + sign * event.amount);
    }
    const paid = did(isStage('paid'));
    const stages = [
      true,
      did((event) => event.kind === 'engagement'),
      did((event) => event.kind === 'follow'),
      did(isStage('triggered')),
      did(isStage('confirmed')),
      paid,
      paid && [...balance.values()].some((amount) => amount > 0),
    ];
    return [{ device: first.device, stages }];
  });
  const count = (group: typeof people) =>
    Array.from({ length: 7 }, (_, index) => ({
      people: group.filter(({ stages }) => stages.slice(index).includes(true)).length,
      people_did: group.filter(({ stages }) => stages[index]).length,
    }));
  const devices = DEVICES.filter((device) => people.some((person) => person.device === device));
  return {
    stages: count(people),
    breakdown: request.breakdown
      ? devices.map((device) => ({ device, stages: count(people.filter((person) => person.device === device)) }))
      : [],
  };
}

function rank(device: string): number {
  return (DEVICES as readonly string[]).indexOf(device);
}
