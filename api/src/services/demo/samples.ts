import { type ScenarioDraft, scenarioInputSchema } from '@syncline/shared/scenarios';
import { type StudyDraft, studyInputSchema } from '@syncline/shared/studies';
import { inTransaction, type ServiceContext } from '../context.ts';
import { createScenario } from '../scenarios/create.ts';
import { createStudy } from '../studies/create.ts';

interface Samples {
  studies: readonly StudyDraft[];
  scenarios: readonly ScenarioDraft[];
}

/** Adds the samples of the demo world, marked as demo; where there are marked ones already nothing is added. */
export function addDemoSamples(ctx: ServiceContext, { studies, scenarios }: Samples): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { db } = ctx;
    const has = async (table: 'studies' | 'scenarios') =>
      (await db.selectFrom(table).select('id').where('origin', '=', 'demo').executeTakeFirst()) !== undefined;
    if ((await has('studies')) || (await has('scenarios'))) return;
    for (const study of studies) {
      const { id } = await createStudy(ctx, studyInputSchema.parse(study));
      await db.updateTable('studies').set({ origin: 'demo' }).where('id', '=', id).execute();
    }
    for (const scenario of scenarios) {
      const { id } = await createScenario(ctx, scenarioInputSchema.parse(scenario));
      await db.updateTable('scenarios').set({ origin: 'demo' }).where('id', '=', id).execute();
    }
  });
}

/** Removes the samples of the demo world with the runs of its studies; one that somebody changed is one's own, and stays. */
export function forgetDemoSamples(ctx: ServiceContext): Promise<void> {
  return inTransaction(ctx, async ({ db }) => {
    const studies = await db.selectFrom('studies').select('id').where('origin', '=', 'demo').execute();
    const ids = studies.map(({ id }) => id);
    if (ids.length > 0) {
      await db.deleteFrom('study_runs').where('study', 'in', ids).execute();
      await db.deleteFrom('studies').where('id', 'in', ids).execute();
    }
    await db.deleteFrom('scenarios').where('origin', '=', 'demo').execute();
  });
}
