import {
  brandInputSchema,
  brandPatchSchema,
  brandSchema,
  campaignInputSchema,
  campaignPatchSchema,
  campaignSchema,
  trackingRuleInputSchema,
  trackingRulePatchSchema,
  trackingRuleSchema,
} from '@syncline/shared/control';
import { offerInputSchema, offerPatchSchema, offerSchema } from '@syncline/shared/offers';
import { Hono } from 'hono';
import { z } from 'zod';
import { createBrand } from '../services/brands/create.ts';
import { getBrand } from '../services/brands/get.ts';
import { listBrands } from '../services/brands/list.ts';
import { removeBrand } from '../services/brands/remove.ts';
import { updateBrand } from '../services/brands/update.ts';
import { createCampaign } from '../services/campaigns/create.ts';
import { getCampaign } from '../services/campaigns/get.ts';
import { listCampaigns } from '../services/campaigns/list.ts';
import { removeCampaign } from '../services/campaigns/remove.ts';
import { updateCampaign } from '../services/campaigns/update.ts';
import type { CatalogueCache } from '../services/catalogue/lookup.ts';
import type { ServiceContext } from '../services/context.ts';
import { createOffer } from '../services/offers/create.ts';
import { endOffer } from '../services/offers/end.ts';
import { getOffer } from '../services/offers/get.ts';
import { listOffers } from '../services/offers/list.ts';
import { removeOffer } from '../services/offers/remove.ts';
import { updateOffer } from '../services/offers/update.ts';
import type { AskOfferUse } from '../services/offers/use.ts';
import { createTrackingRule } from '../services/tracking-rules/create.ts';
import { getTrackingRule } from '../services/tracking-rules/get.ts';
import { listTrackingRules } from '../services/tracking-rules/list.ts';
import { removeTrackingRule } from '../services/tracking-rules/remove.ts';
import { updateTrackingRule } from '../services/tracking-rules/update.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters } from './http.ts';

export interface CatalogueDeps {
  ctx: ServiceContext;
  /** Read again after every change, so that ingest sees it before the answer is sent. */
  catalogue: Pick<CatalogueCache, 'reload'>;
  askOfferUse: AskOfferUse;
}

const tag = 'Catalogue';
const bySlug = pathParameters(z.object({ slug: z.string() }));
const byId = pathParameters(z.object({ id: z.string() }));

/** Brands, campaigns, offers and tracking rules: list, add, read, change, remove. */
export function catalogueRoutes(deps: CatalogueDeps) {
  return new Hono()
    .route('/brands', brandRoutes(deps))
    .route('/campaigns', campaignRoutes(deps))
    .route('/offers', offerRoutes(deps))
    .route('/tracking-rules', trackingRuleRoutes(deps));
}

async function thenReload<Answer>({ catalogue }: CatalogueDeps, change: Promise<Answer>): Promise<Answer> {
  const answer = await change;
  await catalogue.reload();
  return answer;
}

function brandRoutes(deps: CatalogueDeps) {
  const { ctx } = deps;
  return new Hono()
    .use(noCardNumbers())
    .get(
      '/',
      describe({ summary: 'All brands', tag, answers: { 200: z.object({ items: z.array(brandSchema) }) } }),
      async (context) => context.json({ items: await listBrands(ctx) }),
    )
    .post(
      '/',
      describe({ summary: 'Add a brand', tag, answers: { 201: brandSchema }, errors: ['invalid_body', 'conflict'] }),
      jsonBody(brandInputSchema),
      async (context) => context.json(await thenReload(deps, createBrand(ctx, context.req.valid('json'))), 201),
    )
    .get(
      '/:slug',
      describe({ summary: 'One brand', tag, answers: { 200: brandSchema }, errors: ['not_found'] }),
      bySlug,
      async (context) => context.json(await getBrand(ctx, context.req.valid('param').slug)),
    )
    .patch(
      '/:slug',
      describe({
        summary: 'Change a brand',
        tag,
        answers: { 200: brandSchema },
        errors: ['invalid_body', 'not_found'],
      }),
      bySlug,
      jsonBody(brandPatchSchema),
      async (context) => {
        const change = { slug: context.req.valid('param').slug, patch: context.req.valid('json') };
        return context.json(await thenReload(deps, updateBrand(ctx, change)));
      },
    )
    .delete(
      '/:slug',
      describe({
        summary: 'Remove a brand',
        description: 'Refused while campaigns, offers or tracking rules refer to it. Events keep its slug.',
        tag,
        answers: { 204: null },
        errors: ['not_found', 'conflict'],
      }),
      bySlug,
      async (context) => {
        await thenReload(deps, removeBrand(ctx, context.req.valid('param').slug));
        return context.body(null, 204);
      },
    );
}

function campaignRoutes(deps: CatalogueDeps) {
  const { ctx } = deps;
  return new Hono()
    .use(noCardNumbers())
    .get(
      '/',
      describe({ summary: 'All campaigns', tag, answers: { 200: z.object({ items: z.array(campaignSchema) }) } }),
      async (context) => context.json({ items: await listCampaigns(ctx) }),
    )
    .post(
      '/',
      describe({
        summary: 'Add a campaign',
        tag,
        answers: { 201: campaignSchema },
        errors: ['invalid_body', 'conflict'],
      }),
      jsonBody(campaignInputSchema),
      async (context) => context.json(await thenReload(deps, createCampaign(ctx, context.req.valid('json'))), 201),
    )
    .get(
      '/:slug',
      describe({ summary: 'One campaign', tag, answers: { 200: campaignSchema }, errors: ['not_found'] }),
      bySlug,
      async (context) => context.json(await getCampaign(ctx, context.req.valid('param').slug)),
    )
    .patch(
      '/:slug',
      describe({
        summary: 'Change a campaign',
        description: 'A field that is left out stays as it is. A changed brand counts for events from now on.',
        tag,
        answers: { 200: campaignSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      bySlug,
      jsonBody(campaignPatchSchema),
      async (context) => {
        const change = { slug: context.req.valid('param').slug, patch: context.req.valid('json') };
        return context.json(await thenReload(deps, updateCampaign(ctx, change)));
      },
    )
    .delete(
      '/:slug',
      describe({
        summary: 'Remove a campaign',
        description: 'Refused while offers or tracking rules refer to it. Events keep its slug.',
        tag,
        answers: { 204: null },
        errors: ['not_found', 'conflict'],
      }),
      bySlug,
      async (context) => {
        await thenReload(deps, removeCampaign(ctx, context.req.valid('param').slug));
        return context.body(null, 204);
      },
    );
}

function offerRoutes(deps: CatalogueDeps) {
  const { ctx, askOfferUse: askUse } = deps;
  return new Hono()
    .use(noCardNumbers())
    .get(
      '/',
      describe({ summary: 'All offers', tag, answers: { 200: z.object({ items: z.array(offerSchema) }) } }),
      async (context) => context.json({ items: await listOffers(ctx) }),
    )
    .post(
      '/',
      describe({
        summary: 'Add an offer',
        description:
          'Without a start it is a draft. With one it needs hashtags, price and currency, and holds its hashtags from its start until its last confirmation can arrive: no other offer may hold one that looks alike, in either role, at the same time.',
        tag,
        answers: { 201: offerSchema },
        errors: ['invalid_body', 'conflict'],
      }),
      jsonBody(offerInputSchema),
      async (context) => context.json(await thenReload(deps, createOffer(ctx, context.req.valid('json'))), 201),
    )
    .get(
      '/:slug',
      describe({ summary: 'One offer', tag, answers: { 200: offerSchema }, errors: ['not_found'] }),
      bySlug,
      async (context) => context.json(await getOffer(ctx, context.req.valid('param').slug)),
    )
    .patch(
      '/:slug',
      describe({
        summary: 'Change an offer',
        description:
          'A field that is left out stays as it is. Once an offer has started its hashtags, prices, tax, currency, start and confirmation window stay; its end moves into the future only, its stock not below what is sold. One that ended without a sale can be corrected.',
        tag,
        answers: { 200: offerSchema },
        errors: ['invalid_body', 'not_found', 'conflict', 'unavailable'],
      }),
      bySlug,
      jsonBody(offerPatchSchema),
      async (context) => {
        const change = { slug: context.req.valid('param').slug, patch: context.req.valid('json'), askUse };
        return context.json(await thenReload(deps, updateOffer(ctx, change)));
      },
    )
    .post(
      '/:slug/end',
      describe({
        summary: 'End a live offer now',
        description: 'From now on no post triggers it; what was triggered can still be confirmed in time.',
        tag,
        answers: { 200: offerSchema },
        errors: ['not_found', 'conflict'],
      }),
      bySlug,
      async (context) => context.json(await thenReload(deps, endOffer(ctx, context.req.valid('param').slug))),
    )
    .delete(
      '/:slug',
      describe({
        summary: 'Remove an offer',
        description: 'Only one that no event names; end any other instead.',
        tag,
        answers: { 204: null },
        errors: ['not_found', 'conflict', 'unavailable'],
      }),
      bySlug,
      async (context) => {
        await thenReload(deps, removeOffer(ctx, { slug: context.req.valid('param').slug, askUse }));
        return context.body(null, 204);
      },
    );
}

function trackingRuleRoutes({ ctx }: CatalogueDeps) {
  return new Hono()
    .use(noCardNumbers())
    .get(
      '/',
      describe({
        summary: 'All tracking rules, in the order they are tried',
        tag,
        answers: { 200: z.object({ items: z.array(trackingRuleSchema) }) },
      }),
      async (context) => context.json({ items: await listTrackingRules(ctx) }),
    )
    .post(
      '/',
      describe({
        summary: 'Add a tracking rule',
        description: 'Posts imported from now on are classified by it. A term belongs to one rule.',
        tag,
        answers: { 201: trackingRuleSchema },
        errors: ['invalid_body', 'conflict'],
      }),
      jsonBody(trackingRuleInputSchema),
      async (context) => context.json(await createTrackingRule(ctx, context.req.valid('json')), 201),
    )
    .get(
      '/:id',
      describe({ summary: 'One tracking rule', tag, answers: { 200: trackingRuleSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getTrackingRule(ctx, context.req.valid('param').id)),
    )
    .patch(
      '/:id',
      describe({
        summary: 'Change a tracking rule',
        description: 'A field that is left out stays as it is.',
        tag,
        answers: { 200: trackingRuleSchema },
        errors: ['invalid_body', 'not_found', 'conflict'],
      }),
      byId,
      jsonBody(trackingRulePatchSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, patch: context.req.valid('json') };
        return context.json(await updateTrackingRule(ctx, change));
      },
    )
    .delete(
      '/:id',
      describe({ summary: 'Remove a tracking rule', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeTrackingRule(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    );
}
