import type { Filter } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import type { Oracle, Stored } from './oracle.ts';
import { CURRENCY } from './world.ts';

interface Asked {
  period: Period;
  filters: readonly Filter[];
  primary_device_threshold: number;
}

const EVER = '1970-01-01';
const byText = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Plays every change of who follows what, one after another, over events read back without conditions. */
export class FollowOracle {
  readonly #oracle: Oracle;

  constructor(oracle: Oracle) {
    this.#oracle = oracle;
  }

  /** Primary device of anybody, by actions on known devices of which there must be `least`. */
  #deviceOf({ period, primary_device_threshold }: Asked, least: number): (uid: number) => string {
    const devices = this.#oracle.primaryDevices(period, primary_device_threshold);
    const known = new Map<number, number>();
    for (const { uid, kind, device, quantity } of this.#oracle.scope({ filters: [], primary_device_threshold }, period)
      .events) {
      if (kind !== 'impression' && device !== 'unknown') known.set(uid, (known.get(uid) ?? 0) + quantity);
    }
    return (uid) => ((known.get(uid) ?? 0) < least ? 'unknown' : (devices.get(uid) ?? 'unknown'));
  }

  /** Whether the filters by primary device hold of a person. */
  #belongs(asked: Asked, least: number): (uid: number) => boolean {
    const deviceOf = this.#deviceOf(asked, least);
    const filters = asked.filters.filter(({ dimension }) => dimension === 'primary_device');
    return (uid) => filters.every(({ op, values }) => values.includes(deviceOf(uid)) === (op === 'is'));
  }

  /** Every change up to a day as it happened, by person and brand; `counts` says whether the filters hold of it. */
  #histories(
    { filters, primary_device_threshold }: Asked,
    to: string,
  ): Map<string, { event: Stored; counts: boolean }[]> {
    const ofEvents = filters.filter(({ dimension }) => dimension !== 'primary_device');
    const within = (some: readonly Filter[]) =>
      this.#oracle.scope({ filters: some, primary_device_threshold }, { from: EVER, to }).events;
    const counted = new Set(within(ofEvents));
    const changes = within(ofEvents.filter(({ dimension }) => dimension === 'brand')).filter(
      ({ kind, brand }) => (kind === 'follow' || kind === 'unfollow') && brand !== '',
    );
    const histories = new Map<string, { event: Stored; counts: boolean }[]>();
    for (const event of changes) {
      const key = `${event.uid} ${event.brand}`;
      histories.set(key, [...(histories.get(key) ?? []), { event, counts: counted.has(event) }]);
    }
    for (const history of histories.values()) {
      history.sort(
        (a, b) => a.event.ms - b.event.ms || Number(a.event.kind > b.event.kind) - Number(a.event.kind < b.event.kind),
      );
    }
    return histories;
  }

  /** Who follows what at the end of a day: everything done is played in order, and a later follow takes the place of an earlier. */
  standing(asked: Asked, to: string, least = 1): Map<number, Set<string>> {
    const belongs = this.#belongs(asked, least);
    const followed = new Map<number, Set<string>>();
    for (const history of this.#histories(asked, to).values()) {
      let [following, counts, at] = [false, false, Number.NaN];
      for (const { event, counts: here } of history) {
        counts = event.kind === 'follow' && (here || (counts && at === event.ms));
        following = event.kind === 'follow';
        at = event.ms;
      }
      const { uid, brand } = history[0]?.event ?? { uid: 0, brand: '' };
      if (following && counts && belongs(uid)) followed.set(uid, (followed.get(uid) ?? new Set()).add(brand));
    }
    return followed;
  }

  /** Followers by number of brands, in all and by primary device, the last bin open. */
  distribution(asked: Asked & { top: number; minimum_actions: number }) {
    const followed = this.standing(asked, asked.period.to, asked.minimum_actions);
    const deviceOf = this.#deviceOf(asked, asked.minimum_actions);
    const counted = (people: readonly (readonly [number, Set<string>])[]) => {
      const sizes = people.map(([, brands]) => brands.size);
      const numbers = Array.from({ length: asked.top }, (_, index) => index + 1);
      const here = (brands: number) =>
        sizes.filter((size) => (brands === asked.top ? size >= brands : size === brands));
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      return {
        followers: sizes.length,
        follows: sum(sizes),
        bins: numbers.map((brands) => [here(brands).length, sum(here(brands))]),
        at_least: numbers.map((brands) => [sizes.filter((size) => size >= brands).length, sizes.length]),
      };
    };
    return {
      ...counted([...followed]),
      devices: ['mobile', 'desktop', 'mixed', 'unknown'].map((device) => ({
        device,
        ...counted([...followed].filter(([uid]) => deviceOf(uid) === device)),
      })),
    };
  }

  /** Brands by followers, and how many each two of them share. */
  overlap(asked: Asked & { brands?: readonly string[] | undefined }) {
    const followed = [...this.standing(asked, asked.period.to).values()].map((brands) =>
      asked.brands ? new Set([...brands].filter((brand) => asked.brands?.includes(brand))) : brands,
    );
    const names = asked.brands ?? [...new Set(followed.flatMap((brands) => [...brands]))];
    const followers = (brand: string) => followed.filter((brands) => brands.has(brand));
    const brands = names.toSorted((a, b) => followers(b).length - followers(a).length || byText(a, b));
    return {
      brands: brands.map((brand) => {
        const exclusive = followers(brand).filter((all) => all.size === 1).length;
        return { brand, followers: followers(brand).length, exclusive, shared: followers(brand).length - exclusive };
      }),
      pairs: brands.flatMap((a, index) =>
        brands.slice(index + 1).map((b) => ({ a, b, people: followers(a).filter((all) => all.has(b)).length })),
      ),
      union_followers: followed.filter((all) => all.size > 0).length,
    };
  }

  /** New followers of each brand in the period, and what they began to follow next. */
  next(asked: Asked) {
    const belongs = this.#belongs(asked, 1);
    const begun = new Map<number, { brand: string; ms: number }[]>();
    for (const history of this.#histories(asked, asked.period.to).values()) {
      const found = firstNew(history, asked.period.from);
      if (found && belongs(found.uid)) begun.set(found.uid, [...(begun.get(found.uid) ?? []), found]);
    }
    const pairs = [...begun.values()].flatMap((own) =>
      own.map(({ brand, ms }) => {
        const later = own.filter((other) => other.ms > ms).toSorted((a, b) => a.ms - b.ms || byText(a.brand, b.brand));
        return { brand, next: later[0]?.brand ?? null };
      }),
    );
    const count = (brand: string, next?: string) =>
      pairs.filter((pair) => pair.brand === brand && (next === undefined || pair.next === next)).length;
    const brands = [...new Set(pairs.map(({ brand }) => brand))];
    return brands
      .toSorted((a, b) => count(b) - count(a) || byText(a, b))
      .map((brand) => {
        const nexts = [...new Set(pairs.flatMap((pair) => (pair.brand === brand && pair.next ? [pair.next] : [])))];
        return {
          brand,
          new_followers: count(brand),
          next: nexts
            .map((next) => ({ brand: next, people: count(brand, next) }))
            .toSorted((a, b) => b.people - a.people || byText(a.brand, b.brand)),
        };
      });
  }

  /** Of each brand followed before the period: people compared, buyers among them and what they paid, of followers and others. */
  value(asked: Asked & { among: string; brands?: readonly string[] | undefined }) {
    const kept = ['brand', 'network', 'primary_device'];
    const ofStanding = { ...asked, filters: asked.filters.filter(({ dimension }) => kept.includes(dimension)) };
    const dayBefore = new Date(Date.parse(`${asked.period.from}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const followed = this.standing(ofStanding, dayBefore);
    const { events } = this.#oracle.scope(asked, asked.period);
    const names = asked.brands ?? [...new Set([...followed.values()].flatMap((brands) => [...brands]))];
    const active = new Set(
      events.filter(({ kind }) => kind !== 'impression' && kind !== 'purchase').map(({ uid }) => uid),
    );
    const compared = names.map((brand) => {
      const own = events.filter((event) => event.brand === brand);
      const reached = new Set(
        own.filter(({ kind, arm }) => kind === 'impression' && arm !== 'control').map(({ uid }) => uid),
      );
      const people = [...(asked.among === 'reached' ? reached : active)];
      const paid = own.filter(({ kind, stage }) => kind === 'purchase' && stage === 'paid');
      const group = (follows: boolean) => {
        const here = people.filter((uid) => (followed.get(uid)?.has(brand) ?? false) === follows);
        const spends = here.map((uid) =>
          paid
            .filter((event) => event.uid === uid && event.currency === CURRENCY)
            .reduce((sum, { amount }) => sum + amount, 0),
        );
        return {
          people: here.length,
          buyers: here.filter((uid) => paid.some((event) => event.uid === uid)).length,
          spends,
        };
      };
      return { brand, followers: group(true), others: group(false) };
    });
    return compared.filter(({ followers }) => asked.brands !== undefined || followers.people > 0);
  }
}

function firstNew(history: readonly { event: Stored; counts: boolean }[], from: string) {
  let following = false;
  for (const [place, { event }] of history.entries()) {
    const together = history
      .slice(place)
      .filter((other) => other.event.ms === event.ms && other.event.kind === event.kind);
    const isNew = event.kind === 'follow' && !following;
    following = event.kind === 'follow';
    // Of several follows at one instant any that counts makes it count.
    if (isNew && event.day >= from && together.some(({ counts }) => counts)) return event;
  }
  return null;
}
