import type { HttpBindings } from '@hono/node-server';
import {
  agreementChangeSchema,
  agreementInputSchema,
  agreementPatchSchema,
  agreementSchema,
  agreementVersionInputSchema,
} from '@syncline/shared/agreements';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { addAgreementVersion } from '../services/agreements/add-version.ts';
import type { Occasion } from '../services/agreements/book.ts';
import { createAgreement } from '../services/agreements/create.ts';
import { getAgreement } from '../services/agreements/get.ts';
import { listAgreementChanges } from '../services/agreements/list-changes.ts';
import { listAgreements } from '../services/agreements/list.ts';
import { removeAgreementVersion } from '../services/agreements/remove-version.ts';
import { updateAgreement } from '../services/agreements/update.ts';
import type { ServiceContext } from '../services/context.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

export interface AgreementDeps {
  ctx: ServiceContext;
  /** The calendar day of the workspace. */
  today: () => string;
}

const tag = 'Agreements';
const bySlug = pathParameters(z.object({ slug: z.string() }));
const byVersion = pathParameters(z.object({ slug: z.string(), version: z.coerce.number().int() }));

/** `/agreements`: who gets which share of what; to list, add, read, change, give new terms and see what was changed. */
export function agreementRoutes({ ctx, today }: AgreementDeps) {
  const occasion = (context: Context): Occasion => ({ today: today(), origin: originOf(context) });
  const routes = new Hono()
    .use(noCardNumbers())
    .get(
      '/',
      describe({
        summary: 'All agreements, with their versions',
        tag,
        answers: { 200: z.object({ items: z.array(agreementSchema) }) },
      }),
      async (context) => context.json({ items: await listAgreements(ctx) }),
    )
    .post(
      '/',
      describe({
        summary: 'Add an agreement',
        description:
          'With its first version. It may begin in the past where orders were under no agreement. From the day a version begins it cannot be changed: give the agreement another version for the days to come.',
        tag,
        answers: { 201: agreementSchema },
        errors: ['invalid_body', 'conflict'],
      }),
      jsonBody(agreementInputSchema),
      async (context) => {
        const change = { input: context.req.valid('json'), occasion: occasion(context) };
        return context.json(await createAgreement(ctx, change), 201);
      },
    )
    .get(
      '/:slug',
      describe({ summary: 'One agreement', tag, answers: { 200: agreementSchema }, errors: ['not_found'] }),
      bySlug,
      async (context) => context.json(await getAgreement(ctx, context.req.valid('param').slug)),
    )
    .patch(
      '/:slug',
      describe({
        summary: 'Change the name or the end of an agreement',
        description: 'A field that is left out stays as it is. The end is moved to today at the earliest.',
        tag,
        answers: { 200: agreementSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      bySlug,
      jsonBody(agreementPatchSchema),
      async (context) => {
        const { slug } = context.req.valid('param');
        const change = { slug, patch: context.req.valid('json'), occasion: occasion(context) };
        return context.json(await updateAgreement(ctx, change));
      },
    )
    .post(
      '/:slug/versions',
      describe({
        summary: 'Other terms from a day on that is still to come',
        description:
          'Orders paid before that day keep the terms that were in force when they were paid, refunds included.',
        tag,
        answers: { 201: agreementSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      bySlug,
      jsonBody(agreementVersionInputSchema),
      async (context) => {
        const { slug } = context.req.valid('param');
        const change = { slug, input: context.req.valid('json'), occasion: occasion(context) };
        return context.json(await addAgreementVersion(ctx, change), 201);
      },
    )
    .delete(
      '/:slug/versions/:version',
      describe({
        summary: 'Take back a version that has not begun',
        description: 'With its only version the agreement is removed.',
        tag,
        answers: { 204: null },
        errors: ['bad_request', 'not_found', 'conflict'],
      }),
      byVersion,
      async (context) => {
        await removeAgreementVersion(ctx, { ...context.req.valid('param'), occasion: occasion(context) });
        return context.body(null, 204);
      },
    )
    .get(
      '/:slug/changes',
      describe({
        summary: 'What was changed of an agreement, when and from where',
        description:
          'Newest first; kept for removed agreements too. There are no users: the connection’s address is recorded.',
        tag,
        answers: { 200: z.object({ items: z.array(agreementChangeSchema) }) },
        errors: ['not_found'],
      }),
      bySlug,
      async (context) => context.json({ items: await listAgreementChanges(ctx, context.req.valid('param').slug) }),
    );
  return new Hono().route('/agreements', routes);
}

/** Headers that name another address are not believed: anybody can send them. */
function originOf(context: Context): Occasion['origin'] {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return { requestId: context.get('requestId'), address: incoming?.socket.remoteAddress ?? null };
}
