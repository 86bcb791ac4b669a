import type { Filter } from './query.ts';
import type { StudyAnalysis, StudyDraft, StudyTableInput } from './studies.ts';
import type { Period } from './time.ts';

/** Which events a template asks about. */
export interface TemplateScope {
  period: Period;
  filters: readonly Filter[];
}

interface Template {
  name: string;
  /** What it is for, in a sentence. */
  about: string;
  draft(scope: TemplateScope): StudyDraft;
}

/** Studies to begin from. */
export const STUDY_TEMPLATES = {
  'mobile-2013': {
    name: 'The 2013 study again',
    about:
      'How much more or less likely primary mobile people are to follow, engage and buy: with base, interval and comparison group, which the study of February 2013 did not print.',
    draft: (scope) => ({
      name: 'The 2013 study again',
      question:
        'Are people who mostly use the network on mobile more likely than everyone else to be active, to engage, to follow many brands and to buy?',
      population:
        'People seen in our own events with an action of their own on a known device, not all users of the network. People without a known device are in neither group.',
      tables: [
        { analysis: 'index', title: 'Primary mobile people against everyone else', request: { ...asked(scope) } },
        {
          analysis: 'index',
          title: 'Primary mobile people against all people, as in 2013',
          request: { ...asked(scope), against: 'all_people' },
        },
        {
          analysis: 'query',
          title: 'People and what they do, by primary device',
          request: {
            ...asked(scope),
            metrics: ['active_users', 'actions_per_user', 'engagements', 'follows', 'buyers', 'purchases'],
            dimensions: ['primary_device'],
          },
        },
      ],
    }),
  },
  'campaign-added': {
    name: 'What the campaign added',
    about:
      'What the exposed people did beyond a control group that was held out, whether the split is sound, and how people came from exposure to purchase. Choose the campaign in the filters first.',
    draft: (scope) => ({
      name: 'What the campaign added',
      question: 'How many purchases did the campaign bring that would not have been made without it?',
      population:
        'People with a record of one arm of the experiment in these days under the filters; those with records of both arms are left out.',
      tables: [
        { analysis: 'lift', title: 'Exposed against control', request: asked(scope) },
        { analysis: 'funnel', title: 'From exposure to a purchase that was kept', request: asked(scope) },
        { analysis: 'frequency', title: 'Conversion by number of impressions', request: asked(scope) },
      ],
    }),
  },
} as const satisfies Record<string, Template>;
export type StudyTemplateKey = keyof typeof STUDY_TEMPLATES;

/** A new table of an analysis about the scope, under a title that says which it is. */
export function newStudyTable(analysis: StudyAnalysis, title: string, scope: TemplateScope): StudyTableInput {
  if (analysis === 'query') {
    return { analysis, title, request: { ...asked(scope), metrics: ['reach', 'buyers', 'conversion_per_reach'] } };
  }
  return { analysis, title, request: asked(scope) };
}

function asked({ period, filters }: TemplateScope): { period: Period; filters: Filter[] } {
  return { period, filters: [...filters] };
}
