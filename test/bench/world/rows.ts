import { type EventColumn, EVENT_COLUMN_NAMES } from '@syncline/api/stores/clickhouse/events-table';
import { ARMS, DEVICES, KINDS, STAGES } from '@syncline/shared/events';
import { BRAND_LIST, brandOf, CAMPAIGN_LIST, type DayPlan, peopleOf, type WorldKey, wheel } from './market.ts';

/*
 * Every row is a function of the seed and a number, so that the engine makes them on all cores and they are the same
 * each time. A draw `i` is an impression or a sign of use by one person; its consequences are a set of bits, bit k being
 * consequence k (0 is the draw itself), and each set bit becomes a row:
 *
 *    1, 2 engagement   3 follow   4 unfollow   5 triggered   6 confirmed   7 paid   8 fulfilled   9 expired
 *    10 declined   11 refunded, in full or in part   12 refunded, the rest
 *
 * Each random quantity is a 16-bit slice (0-3) of a hash of (seed, stream, number).
 */
const CONSEQUENCES = [
  { kind: 'impression' },
  { kind: 'engagement' },
  { kind: 'engagement' },
  { kind: 'follow' },
  { kind: 'unfollow' },
  { kind: 'purchase', stage: 'triggered' },
  { kind: 'purchase', stage: 'confirmed' },
  { kind: 'purchase', stage: 'paid' },
  { kind: 'purchase', stage: 'fulfilled' },
  { kind: 'purchase', stage: 'expired' },
  { kind: 'purchase', stage: 'declined' },
  { kind: 'purchase', stage: 'refunded' },
  { kind: 'purchase', stage: 'refunded' },
] as const;

/** How often what happens; shares of the draws or events named. */
const CHANCE = {
  activityOfDraws: 0.06,
  /** Draws of people whose favourite brand the campaign's is: one person in eight. */
  favouriteBrand: 0.25,
  engagement: 0.098,
  secondEngagement: 0.12,
  follow: 0.01,
  unfollowOfFollows: 0.15,
  followNamesCampaign: 0.8,
  triggeredByImpression: 0.0062,
  triggeredByActivity: 0.004,
  triggeredInControl: 0.004,
  confirmed: 0.82,
  confirmedLate: 0.12,
  paidOfConfirmedInTime: 0.93,
  fulfilledOfPaid: 0.6,
  refundedOfPaid: 0.08,
  refundInParts: 0.4,
  restRefunded: 0.3,
  control: 0.05,
  notViewable: 0.29,
  severalImpressions: 0.05,
  secondDevice: 1 / 3,
  sameDeviceAfterwards: 0.6,
  euro: 0.1,
};

/** Shares of people by main device, and the other device of those who have two, in the order of DEVICES. */
const MAIN_DEVICE = [0.69, 0.215, 0.055, 0.015, 0.025];
const OTHER_DEVICE = ['desktop', 'mobile', 'mobile', 'mobile', 'mobile'] as const;
const CLIENTS = [
  ['Twitter for iPhone', 'Twitter for Android'],
  ['Twitter Web App', 'TweetDeck'],
  ['Twitter for iPad', 'Twitter for Android Tablets'],
  ['Twitter for Mac', 'Echofon'],
  ['', 'dlvr.it'],
];
/** In the order of ACTIONS. */
const ACTION_WEIGHTS = [1, 40, 6, 11, 2, 28, 4, 2, 6, 1, 1];
/** Local share of each hour of the day, UTC. */
const HOURS = [2, 1.4, 1, 0.8, 0.8, 1.2, 2, 3, 3.8, 4.2, 4.4, 4.6, 5, 5, 4.8, 4.8, 5, 5.4, 6, 6.6, 7, 6.6, 5, 3.4];
const POSTS_PER_CAMPAIGN = 12;
/** Every fifth campaign is an experiment with a control arm. */
const EXPERIMENT = { every: 5, remainder: 3 };
/** Activity per person falls like the root of their rank, from about fifty times the average to half of it. */
const ACTIVITY_FLOOR = 0.02;
const DRAWS_PER_RECORD = 88_000;
const SECOND = 1000;
const DAY = 86_400 * SECOND;

const chance = (share: number) => Math.round(share * 65_536);
const slice = (hash: string, place: 0 | 1 | 2 | 3) => `bitAnd(bitShiftRight(${hash}, ${place * 16}), 65535)`;
const happens = (hash: string, place: 0 | 1 | 2 | 3, share: number) => `${slice(hash, place)} < ${chance(share)}`;
/** A number in [0, 1) of the upper half of a hash. */
const fraction = (hash: string) => `(bitShiftRight(${hash}, 32) / 4294967296)`;
const slot = (hash: string) => `(bitAnd(${hash}, 4095) + 1)`;
const chosen = (places: readonly number[], index: string) => `[${places.join(',')}][${index}]`;
const texts = (values: readonly string[]) =>
  `CAST([${values.map((value) => `'${value}'`).join(',')}], 'Array(LowCardinality(String))')`;
const placeOf = <Value extends string>(list: readonly Value[], value: Value) => list.indexOf(value);
const bit = (consequence: number, condition: string) => `bitShiftLeft(toUInt16(${condition}), ${consequence})`;

/** The statement that adds one day's draws and what came of them; what would lie past the world's last day is left out. */
export function insertDaySql(world: WorldKey, plan: DayPlan): string {
  const columns = EVENT_COLUMN_NAMES.map((name) => `\`${name}\``).join(', ');
  const values = EVENT_COLUMN_NAMES.map((name) => `${COLUMNS[name]} AS \`c_${name}\``).join(', ');
  return `INSERT INTO events (${columns})
    SELECT ${values} FROM (${eventsOf(world, plan)}) WHERE ms < ${Date.parse(`${world.lastDay}T00:00:00Z`) + DAY}`;
}

/** The statement that fills table `people`. */
export function insertPeopleSql(world: WorldKey): string {
  return `INSERT INTO people (user_key, uid)
    SELECT ${userKey(world)}, uid FROM (SELECT toUInt32(number) AS uid FROM numbers(1, ${peopleOf(world)}))`;
}

/** Distinct people get distinct keys: intHash64 is a bijection. */
function userKey({ seed }: WorldKey): string {
  return `intHash64(bitXor(toUInt64(uid), bitShiftLeft(toUInt64(${seed}), 32)))`;
}

function hashed({ seed }: WorldKey, stream: number, ...numbers: string[]): string {
  return `cityHash64(toUInt64(${seed * 16 + stream}), ${numbers.join(', ')})`;
}

/**
 * Draws: who, which campaign, when, and what comes of it. Each layer names only what the ones within it have made: an
 * alias used beside its definition would be expanded at every use.
 */
function drawsOf(world: WorldKey, plan: DayPlan): string {
  const people = peopleOf(world);
  const brands = BRAND_LIST.length;
  const campaignBrands = CAMPAIGN_LIST.map((_, index) => brandOf(index));
  const secondDevices = OTHER_DEVICE.map((device) => placeOf(DEVICES, device) + 1);
  const shown = 'NOT is_activity AND NOT is_control';
  return layers(`numbers(${plan.firstDraw}, ${plan.draws})`, [
    `number AS i, ${hashed(world, 0, 'number')} AS h_who, ${hashed(world, 1, 'number')} AS h_what,
      ${hashed(world, 2, 'number')} AS h_when, ${hashed(world, 3, 'number')} AS h_after,
      ${hashed(world, 4, 'number')} AS h_order, ${hashed(world, 5, 'number')} AS h_more`,
    `*, ${happens('h_what', 1, CHANCE.activityOfDraws)} AS is_activity, ${chosen(plan.campaignWheel, slot('h_what'))} AS c,
      ${fraction('h_who')} AS u,
      ${Date.parse(`${plan.day}T00:00:00Z`)} + (${chosen(wheel(HOURS), slot('h_when'))} - 1) * ${3600 * SECOND}
        + toUInt32(${fraction('h_when')} * ${3600 * SECOND}) AS drawn_ms`,
    `* EXCEPT u, ${chosen(campaignBrands, 'c')} AS b, c % ${EXPERIMENT.every} = ${EXPERIMENT.remainder} AS is_experiment,
      toUInt32(least(floor(${people} * (u * u + ${ACTIVITY_FLOOR} * u) / ${1 + ACTIVITY_FLOOR}), ${people - 1})) AS place`,
    `* EXCEPT place, toUInt32(1 + if(NOT is_activity AND ${happens('h_who', 0, CHANCE.favouriteBrand)},
      place - place % ${brands} + b, place)) AS uid`,
    `*, ${hashed(world, 6, 'uid')} AS traits,
      is_experiment AND ${happens(hashed(world, 7, 'uid', 'c'), 0, CHANCE.control)} AS is_control`,
    `*, ${chosen(wheel(MAIN_DEVICE), slot('traits'))} AS main_device,
      if(${happens('traits', 1, CHANCE.secondDevice)}, ${chance(0.1)} + toUInt32(0.4 * ${slice('traits', 2)}), 0) AS other_share,
      ${slice('h_after', 2)} < multiIf(is_activity, ${chance(CHANCE.triggeredByActivity)},
        is_control, ${chance(CHANCE.triggeredInControl)}, ${chance(CHANCE.triggeredByImpression)}) AS triggers,
      ${shown} AND ${happens('h_after', 0, CHANCE.engagement)} AS engages,
      ${shown} AND ${happens('h_after', 1, CHANCE.follow)} AS follows`,
    `*, ${chosen(secondDevices, 'main_device')} AS other_device,
      triggers AND ${happens('h_order', 0, CHANCE.confirmed)} AS confirms,
      ${happens('h_order', 1, CHANCE.confirmedLate)} AS is_late`,
    `*, if(${slice('h_who', 1)} < other_share, other_device, main_device) AS drawn_device,
      confirms AND NOT is_late AS in_time, ${happens('h_order', 2, CHANCE.paidOfConfirmedInTime)} AS goes_through,
      ${happens('h_order', 3, CHANCE.refundedOfPaid)} AS is_refunded, ${happens('h_more', 2, CHANCE.refundInParts)} AS in_parts`,
    `*, toUInt16(1 + ${[
      bit(1, 'engages'),
      bit(2, `engages AND ${happens('h_more', 0, CHANCE.secondEngagement)}`),
      bit(3, 'follows'),
      bit(4, `follows AND ${happens('h_more', 1, CHANCE.unfollowOfFollows)}`),
      bit(5, 'triggers'),
      bit(6, 'confirms'),
      bit(7, 'in_time AND goes_through'),
      bit(8, `in_time AND goes_through AND NOT is_refunded AND ${happens('h_more', 2, CHANCE.fulfilledOfPaid)}`),
      bit(9, 'triggers AND NOT in_time'),
      bit(10, 'in_time AND NOT goes_through'),
      bit(11, 'in_time AND goes_through AND is_refunded'),
      bit(12, `in_time AND goes_through AND is_refunded AND in_parts AND ${happens('h_more', 3, CHANCE.restRefunded)}`),
    ].join(' + ')}) AS consequences`,
  ]);
}

/** One row for each consequence: when, on which device, and its own hash. */
function eventsOf(world: WorldKey, plan: DayPlan): string {
  const prices = CAMPAIGN_LIST.flatMap((campaign) => campaign.prices);
  const after = (from: string, least: number, spread: number) =>
    `${from} + ${least} + toInt64(${fraction('h_event')} * ${spread})`;
  return layers(`(${drawsOf(world, plan)}) ARRAY JOIN bitPositionsToArray(consequences) AS position`, [
    `*, toUInt8(position) AS k, ${slice('h_order', 1)} % 2 AS offer_of_two,
      ${20 * SECOND} + toInt64(pow(${fraction('h_more')}, 4) * ${3 * DAY}) AS trigger_ms`,
    `*, ${hashed(world, 8, 'i', 'k')} AS h_event,
      trigger_ms + if(is_late, ${900 * SECOND + 1} + toInt64(${fraction('h_order')} * ${2400 * SECOND}),
        ${5 * SECOND} + toInt64(${fraction('h_order')} * ${895 * SECOND})) AS confirm_ms,
      toInt64(${chosen(prices, '(c - 1) * 2 + offer_of_two + 1')}) * (1 + ${slice('h_more', 0)} % 2) AS price`,
    `*, ${orderKey(world)} AS order_key, intDiv(price * (30 + ${slice('h_more', 3)} % 40), 100) AS part,
      if(k = 0 OR ${happens('h_event', 0, CHANCE.sameDeviceAfterwards)}, drawn_device,
        if(${slice('h_event', 1)} < other_share, other_device, main_device)) AS device_place,
      drawn_ms + multiIf(k = 0, 0,
        k = 1, ${SECOND} + toInt64(pow(${fraction('h_event')}, 3) * ${600 * SECOND}),
        k = 2, ${after('0', 5 * SECOND, 3600 * SECOND)},
        k = 3, ${5 * SECOND} + toInt64(${fraction('h_more')} * ${3600 * SECOND}),
        k = 4, ${after(`toInt64(${fraction('h_more')} * ${3600 * SECOND})`, DAY, 20 * DAY)},
        k = 5, trigger_ms,
        k = 6, confirm_ms,
        k IN (7, 10), ${after('confirm_ms', 2 * SECOND, 58 * SECOND)},
        k = 8, ${after('confirm_ms', DAY, 4 * DAY)},
        k = 9, trigger_ms + ${901 * SECOND},
        k = 11, ${after('confirm_ms', DAY, 14 * DAY)},
        ${after('confirm_ms', 15 * DAY, 5 * DAY)}) AS ms`,
  ]);
}

function layers(source: string, selections: readonly string[]): string {
  return selections.reduce(
    (from, selection, index) => `SELECT ${selection} FROM ${index === 0 ? from : `(${from})`}`,
    source,
  );
}

/** One key for each order, whichever of its rows. */
function orderKey({ seed }: WorldKey): string {
  return `if(k >= 5, intHash64(bitXor(i, bitShiftLeft(toUInt64(${seed + 1}), 40))), 0)`;
}

const ofConsequence = (values: readonly number[]) => chosen(values, 'k + 1');
const hasCampaign = `if(is_activity AND k = 0, 0, if(k = 3 OR k = 4, ${happens('h_more', 2, CHANCE.followNamesCampaign)}, 1))`;
const carriesMoney = 'k IN (7, 11, 12)';

/** Each column of the log out of what `eventsOf` knows; enumerations are given by number. */
const COLUMNS: Readonly<Record<EventColumn, string>> = {
  day: `toDate(toUInt16(intDiv(ms, ${DAY})))`,
  at: 'fromUnixTimestamp64Milli(toInt64(ms))',
  kind: `toInt8(if(k = 0 AND is_activity, ${placeOf(KINDS, 'activity')},
    ${ofConsequence(CONSEQUENCES.map(({ kind }) => placeOf(KINDS, kind)))}))`,
  uid: 'uid',
  brand: `if(is_activity AND k = 0, '', ${texts(BRAND_LIST)}[b + 1])`,
  campaign: `if(${hasCampaign}, ${texts(CAMPAIGN_LIST.map(({ slug }) => slug))}[c], '')`,
  offer: `if(k >= 5, ${texts(CAMPAIGN_LIST.flatMap(({ offers }) => offers))}[(c - 1) * 2 + offer_of_two + 1], '')`,
  network: `'x'`,
  device: 'toInt8(device_place - 1)',
  client: `${texts(CLIENTS.flat())}[(device_place - 1) * 2 + 1 + ${slice('traits', 3)} % 2]`,
  action: `toInt8(if(k IN (1, 2), ${chosen(wheel(ACTION_WEIGHTS), slot('h_event'))}, 0))`,
  stage: `toInt8(${ofConsequence(CONSEQUENCES.map((one) => ('stage' in one ? placeOf(['', ...STAGES], one.stage) : 0)))})`,
  arm: `toInt8(multiIf(NOT is_experiment OR (is_activity AND k = 0), 0, is_control, ${placeOf(ARMS, 'control') + 1},
    ${placeOf(ARMS, 'exposed') + 1}))`,
  order_key: 'order_key',
  amount: `multiIf(k = 7, price, k = 11, if(in_parts, part, price), k = 12, price - part, 0)`,
  currency: `if(${carriesMoney}, if(${happens('traits', 3, CHANCE.euro)}, 'EUR', 'USD'), '')`,
  quantity: `multiIf(k > 0, 1, is_activity, 1 + ${slice('h_what', 2)} % 3,
    ${happens('h_what', 2, CHANCE.severalImpressions)}, 2 + ${slice('h_what', 2)} % 3, 1)`,
  viewable: `NOT (k = 0 AND NOT is_activity AND ${happens('h_what', 3, CHANCE.notViewable)})`,
  post: `if(is_activity OR k > 2, '', ${postList()}[(c - 1) * ${POSTS_PER_CAMPAIGN} + ${slice('h_more', 3)} % ${POSTS_PER_CAMPAIGN} + 1])`,
  properties: `''`,
  id_hash: `intHash64(bitXor(i * 16 + k, bitShiftLeft(toUInt64(1), 60)))`,
  content_hash: 'toUInt32(bitAnd(h_event, 4294967295))',
  origin: `''`,
  seq: `1 + intDiv(i, ${DRAWS_PER_RECORD})`,
  row: `toUInt32(i % ${DRAWS_PER_RECORD} * 16 + k)`,
};

/** Ids of the posts that are shown, as long as real ones. */
function postList(): string {
  return texts(
    Array.from({ length: CAMPAIGN_LIST.length * POSTS_PER_CAMPAIGN }, (_, index) =>
      String(1_800_000_000_000_000_000n + BigInt(index) * 7_919_000_003n),
    ),
  );
}
