import type { AnswerMeta } from '@syncline/shared/query';
import type { AnsweredTable, StudyAnalysis, StudyTable } from '@syncline/shared/studies';
import type { FigureBlock } from '@syncline/shared/study-figures';
import type { Period } from '@syncline/shared/time';
import { answerAttribution } from '../query/analysis/attribution.ts';
import { answerBrandFollows } from '../query/analysis/brand-follows.ts';
import { answerDevicePaths, SEEN_BEFORE } from '../query/analysis/device-paths.ts';
import { answerDevices } from '../query/analysis/devices.ts';
import { answerFollowerOverlap } from '../query/analysis/follower-overlap.ts';
import { answerFollowerValue } from '../query/analysis/follower-value.ts';
import { answerFrequency } from '../query/analysis/frequency.ts';
import { answerFunnel } from '../query/analysis/funnel.ts';
import { answerIntensity } from '../query/analysis/intensity.ts';
import { answerLift } from '../query/analysis/lift.ts';
import { answerNextFollows } from '../query/analysis/next-follows.ts';
import { answerOverlap } from '../query/analysis/overlap.ts';
import { answerReachCurve } from '../query/analysis/reach-curve.ts';
import { answerIndex } from '../query/analysis/research.ts';
import { FOLLOWS_OF_BEFORE } from '../query/analysis/standing.ts';
import { answerTimeToPurchase, changesAt } from '../query/analysis/time-to-purchase.ts';
import {
  type Answers,
  type AnswerTraits,
  type Asked,
  type Compute,
  type Described,
  periodsOf,
} from '../query/answers.ts';
import { answerQuery } from '../query/run.ts';
import { anyBlocks } from './blocks/any.ts';
import { followerValueBlocks } from './blocks/follower-value-blocks.ts';
import { indexBlocks } from './blocks/index-blocks.ts';
import { liftBlocks } from './blocks/lift-blocks.ts';
import { queryBlocks } from './blocks/query-blocks.ts';
import { methodText } from './method.ts';

interface Answered {
  figures: Record<string, unknown>;
  meta: AnswerMeta;
  blocks: FigureBlock[];
}

type Asker = Pick<Answers, 'ask'>;
type RequestOf<Name extends StudyAnalysis> = Extract<StudyTable, { analysis: Name }>['request'];

interface Analysis<Request> {
  ask(answers: Asker, request: Request, signal?: AbortSignal): Promise<Answered>;
  hangsOn(request: Request): Period[];
}

/** How each analysis is asked, and laid out in rows and columns; `anyBlocks` lays out any answer. */
const ANALYSES: { [Name in StudyAnalysis]: Analysis<RequestOf<Name>> } = {
  index: analysis('index', answerIndex, indexBlocks, FOLLOWS_OF_BEFORE),
  query: analysis('query', answerQuery, queryBlocks),
  frequency: analysis('frequency', answerFrequency, anyBlocks),
  'reach-curve': analysis('reach-curve', answerReachCurve, anyBlocks),
  funnel: analysis('funnel', answerFunnel, anyBlocks),
  overlap: analysis('overlap', answerOverlap, anyBlocks),
  attribution: analysis('attribution', answerAttribution, anyBlocks),
  'time-to-purchase': analysis('time-to-purchase', answerTimeToPurchase, anyBlocks, { changesAt }),
  lift: analysis('lift', answerLift, liftBlocks),
  devices: analysis('devices', answerDevices, anyBlocks),
  'device-paths': analysis('device-paths', answerDevicePaths, anyBlocks, SEEN_BEFORE),
  intensity: analysis('intensity', answerIntensity, anyBlocks),
  'brand-follows': analysis('brand-follows', answerBrandFollows, anyBlocks, FOLLOWS_OF_BEFORE),
  'follower-overlap': analysis('follower-overlap', answerFollowerOverlap, anyBlocks, FOLLOWS_OF_BEFORE),
  'next-follows': analysis('next-follows', answerNextFollows, anyBlocks, FOLLOWS_OF_BEFORE),
  'follower-value': analysis('follower-value', answerFollowerValue, followerValueBlocks, FOLLOWS_OF_BEFORE),
};

function analysis<Request extends Asked, Answer extends Described>(
  kind: string,
  compute: Compute<Request, Answer>,
  blocks: (answer: Answer) => FigureBlock[],
  traits: AnswerTraits<Answer> = {},
): Analysis<Request> {
  return {
    ask: async (answers, request, signal) => {
      const answer = await answers.ask(kind, compute, request, signal, traits);
      const { meta, ...figures } = answer;
      return { figures, meta, blocks: blocks(answer) };
    },
    hangsOn: (request) => periodsOf(request, traits),
  };
}

function ask<Name extends StudyAnalysis>(
  answers: Asker,
  { analysis, request }: { analysis: Name; request: RequestOf<Name> },
  signal?: AbortSignal,
): Promise<Answered> {
  return ANALYSES[analysis].ask(answers, request, signal);
}

/** The days that the answer to a table's question hangs on. */
export function hangsOn<Name extends StudyAnalysis>({
  analysis,
  request,
}: {
  analysis: Name;
  request: RequestOf<Name>;
}): Period[] {
  return ANALYSES[analysis].hangsOn(request);
}

/** Asks a table's question and lays out its answer. Rejects with what its own endpoint is refused with. */
export async function answerTable(answers: Asker, table: StudyTable, signal?: AbortSignal): Promise<AnsweredTable> {
  const { figures, meta, blocks } = await ask(answers, table, signal);
  const { period, comparison_period, open_days, warnings } = meta;
  return {
    analysis: table.analysis,
    title: table.title,
    request: table.request,
    figures,
    method: methodText(table, meta),
    period,
    comparison_period,
    open_days,
    warnings,
    blocks,
  };
}
