import type { EventInput } from '@syncline/shared/events';

export const PERIOD = { from: '2026-08-01', to: '2026-08-31' };
const PEOPLE = 900;
const HOMES = ['mobile', 'desktop', 'mixed'] as const;
type Home = (typeof HOMES)[number];

export interface Person {
  user: string;
  home: Home;
  follows: number;
  engages: boolean;
  pays: boolean;
  arm: 'exposed' | 'control';
}

/** People of whom all is known: primary mobile people follow more brands, engage more and buy more. */
export function people(): Person[] {
  return Array.from({ length: PEOPLE }, (_, place): Person => {
    const home = HOMES[place % HOMES.length] ?? 'mobile';
    const turn = Math.floor(place / HOMES.length);
    const isMobile = home === 'mobile';
    return {
      user: `person-${place}`,
      home,
      follows: turn % (isMobile ? 20 : 14),
      engages: turn % 10 < (isMobile ? 6 : 4),
      pays: turn % 5 < (isMobile ? 2 : 1),
      arm: turn % 2 === 0 ? 'exposed' : 'control',
    };
  });
}

/** Their events. A mixed person acts as much on either known device. */
export function eventsOf(everyone: readonly Person[]): EventInput[] {
  const events: EventInput[] = [];
  const add = (event: Omit<EventInput, 'id' | 'at'>, day: number) => {
    const at = `2026-08-${String(day).padStart(2, '0')}T12:${String(events.length % 60).padStart(2, '0')}:00Z`;
    events.push({ id: `event-${events.length}`, at, ...event });
  };
  for (const [place, { user, home, follows, engages, pays, arm }] of everyone.entries()) {
    const devices = home === 'mixed' ? (['mobile', 'desktop'] as const) : ([home, home] as const);
    const campaign = { brand: 'brand-0', campaign: place % 4 === 0 ? 'autumn' : 'summer' };
    for (let turn = 0; turn < 4; turn += 1) {
      add({ kind: 'activity', user, device: devices[turn % 2] ?? 'unknown' }, 2 + turn);
    }
    for (let seen = 0; seen <= place % 3; seen += 1)
      add({ kind: 'impression', user, device: 'unknown', arm, ...campaign }, 3);
    for (let brand = 0; brand < follows; brand += 1) {
      add({ kind: 'follow', user, device: 'unknown', brand: `brand-${brand}` }, 6 + brand);
    }
    if (engages) add({ kind: 'engagement', action: 'like', user, device: 'unknown', ...campaign }, 7);
    if (!pays) continue;
    const order = {
      kind: 'purchase' as const,
      user,
      device: 'unknown' as const,
      order: `order-${place}`,
      offer: 'lamp',
      ...campaign,
    };
    add({ ...order, stage: 'triggered' }, 8);
    add({ ...order, stage: 'confirmed' }, 8);
    add({ ...order, stage: 'paid', amount: '19.99', currency: 'USD' }, 9);
  }
  return events;
}
