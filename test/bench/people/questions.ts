import {
  brandFollowsAnswerSchema,
  followerOverlapAnswerSchema,
  followerValueAnswerSchema,
  nextFollowsAnswerSchema,
} from '@syncline/shared/audience';
import { devicePathsAnswerSchema, devicesAnswerSchema, intensityAnswerSchema } from '@syncline/shared/devices';
import type { Period } from '@syncline/shared/time';
import { indexAnswerSchema } from '@syncline/shared/research';
import { sensitivityAnswerSchema } from '@syncline/shared/sensitivity';
import type { Row } from '../query/answer.ts';

/** Which people a question is about: a period, and a campaign, a brand or everything. */
export interface PeopleScope {
  name: string;
  period: Period;
  filter: { dimension: 'campaign' | 'brand'; value: string } | null;
}

/** A question of the Devices or the Audience screen, and what its answer says in rows; held back rows are left out. */
export interface PeopleQuestion {
  path: string;
  about: readonly ('campaign' | 'brand')[];
  body: Record<string, unknown>;
  rows: (answer: unknown) => Row[];
}

const LEAST_PEOPLE = 10;

const index: PeopleQuestion = {
  path: 'index',
  about: ['campaign'],
  body: { minimum_people: LEAST_PEOPLE },
  rows(answer) {
    const { rows, means } = indexAnswerSchema.parse(answer);
    const listed = (
      name: string,
      of: readonly [number, number] | null,
      rest: readonly [number, number] | null,
    ): Row[] => (of && rest ? [{ name, did: of[0], base: of[1], others_did: rest[0], others_base: rest[1] }] : []);
    return [
      ...rows.flatMap(({ behaviour, segment: own, comparison: rest }) =>
        listed(behaviour, own && [own.numerator, own.base], rest && [rest.numerator, rest.base]),
      ),
      ...means.flatMap(({ mean, segment: own, comparison: rest }) =>
        listed(mean, own && [own.total, own.base], rest && [rest.total, rest.base]),
      ),
    ];
  },
};

const sensitivity: PeopleQuestion = {
  path: 'index-sensitivity',
  about: ['campaign'],
  body: { minimum_people: LEAST_PEOPLE },
  rows: (answer) =>
    sensitivityAnswerSchema
      .parse(answer)
      .by_threshold.flatMap(({ primary_device_threshold: threshold, people }) =>
        Object.values(people).includes(null) ? [] : [{ name: String(threshold), ...people }],
      ),
};

const intensity: PeopleQuestion = {
  path: 'intensity',
  about: ['campaign'],
  body: { minimum_people: LEAST_PEOPLE },
  rows: (answer) =>
    intensityAnswerSchema
      .parse(answer)
      .groups.flatMap(({ group: name, intensity: found }) =>
        found ? [{ name, people: found.people, actions: found.actions, median: found.deciles[4] ?? null }] : [],
      ),
};

const devices: PeopleQuestion = {
  path: 'devices',
  about: ['campaign'],
  body: {},
  rows: (answer) =>
    devicesAnswerSchema
      .parse(answer)
      .metrics.flatMap(({ metric, parts }) => parts.map(({ part, people }) => ({ name: `${metric} ${part}`, people }))),
};

const paths: PeopleQuestion = {
  path: 'device-paths',
  about: ['campaign'],
  body: {},
  rows: (answer) =>
    devicePathsAnswerSchema
      .parse(answer)
      .paths.filter(({ purchases, buyers }) => purchases + buyers > 0)
      .map(({ seen, bought, purchases, buyers }) => ({ name: `${seen} ${bought}`, purchases, buyers })),
};

const brandFollows: PeopleQuestion = {
  path: 'brand-follows',
  about: ['brand'],
  body: {},
  rows: (answer) =>
    brandFollowsAnswerSchema
      .parse(answer)
      .devices.map(({ device: name, followers, follows }) => ({ name, followers, follows })),
};

const followerOverlap: PeopleQuestion = {
  path: 'follower-overlap',
  about: [],
  body: {},
  rows: (answer) =>
    followerOverlapAnswerSchema
      .parse(answer)
      .pairs.map(({ a, b, people }) => ({ name: [a, b].sort().join(' '), people })),
};

const nextFollows: PeopleQuestion = {
  path: 'next-follows',
  about: ['brand'],
  body: {},
  rows: (answer) =>
    nextFollowsAnswerSchema.parse(answer).brands.map(({ brand: name, new_followers }) => ({ name, new_followers })),
};

const followerValue: PeopleQuestion = {
  path: 'follower-value',
  about: ['brand'],
  body: { minimum_people: LEAST_PEOPLE },
  rows: (answer) =>
    followerValueAnswerSchema
      .parse(answer)
      .rows.flatMap(({ brand: name, followers: own, others }) =>
        own && others
          ? [{ name, bought: own.numerator, followers: own.base, others_bought: others.numerator, others: others.base }]
          : [],
      ),
};

/** Everything that the two screens read person by person, by its name in `PEOPLE_SQL`. */
export const PEOPLE_QUESTIONS = {
  index,
  sensitivity,
  intensity,
  devices,
  paths,
  brandFollows,
  followerOverlap,
  nextFollows,
  followerValue,
} as const satisfies Record<string, PeopleQuestion>;

export type PeopleQuestionKey = keyof typeof PEOPLE_QUESTIONS;
