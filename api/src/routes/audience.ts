import {
  brandFollowsAnswerSchema,
  brandFollowsRequestSchema,
  followerOverlapAnswerSchema,
  followerOverlapRequestSchema,
  followerValueAnswerSchema,
  followerValueRequestSchema,
  nextFollowsAnswerSchema,
  nextFollowsRequestSchema,
} from '@syncline/shared/audience';
import { Hono } from 'hono';
import { answerBrandFollows } from '../query/analysis/brand-follows.ts';
import { answerFollowerOverlap } from '../query/analysis/follower-overlap.ts';
import { answerFollowerValue } from '../query/analysis/follower-value.ts';
import { answerNextFollows } from '../query/analysis/next-follows.ts';
import { FOLLOWS_OF_BEFORE } from '../query/analysis/standing.ts';
import type { Answers } from '../query/answers.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';

/** `POST /analysis/…` about the people who follow brands: brand-follows, follower-overlap, next-follows and follower-value. */
export function audienceRoutes(answers: Answers) {
  const errors = [...QUESTION_ERRORS];
  return new Hono()
    .post(
      '/analysis/brand-follows',
      describe({
        summary: 'People by the number of brands they follow at the end of the period, by primary device',
        tag: 'Questions',
        answers: { 200: brandFollowsAnswerSchema },
        errors,
      }),
      questionBody(brandFollowsRequestSchema),
      async ({ req, json }) =>
        json(
          await answers.ask('brand-follows', answerBrandFollows, req.valid('json'), req.raw.signal, FOLLOWS_OF_BEFORE),
        ),
    )
    .post(
      '/analysis/follower-overlap',
      describe({
        summary: 'Followers that brands share at the end of the period, and those only one of them has',
        tag: 'Questions',
        answers: { 200: followerOverlapAnswerSchema },
        errors,
      }),
      questionBody(followerOverlapRequestSchema),
      async ({ req, json }) =>
        json(
          await answers.ask(
            'follower-overlap',
            answerFollowerOverlap,
            req.valid('json'),
            req.raw.signal,
            FOLLOWS_OF_BEFORE,
          ),
        ),
    )
    .post(
      '/analysis/next-follows',
      describe({
        summary: 'Which brand people begin to follow next, after each brand',
        tag: 'Questions',
        answers: { 200: nextFollowsAnswerSchema },
        errors,
      }),
      questionBody(nextFollowsRequestSchema),
      async ({ req, json }) =>
        json(
          await answers.ask('next-follows', answerNextFollows, req.valid('json'), req.raw.signal, FOLLOWS_OF_BEFORE),
        ),
    )
    .post(
      '/analysis/follower-value',
      describe({
        summary: 'Purchase rate and spend of those who followed a brand before the period, against others',
        tag: 'Questions',
        answers: { 200: followerValueAnswerSchema },
        errors,
      }),
      questionBody(followerValueRequestSchema),
      async ({ req, json }) =>
        json(
          await answers.ask(
            'follower-value',
            answerFollowerValue,
            req.valid('json'),
            req.raw.signal,
            FOLLOWS_OF_BEFORE,
          ),
        ),
    );
}
