import { AGAINST, SEGMENTS } from '@syncline/shared/segments';
import { choiceField, patternField, type SearchOf, wholeField } from '../../lib/search-fields.ts';
import { filterSearchFields } from '../../lib/filters.ts';

/** What a new study can begin from: a template, the index of the Devices screen, or nothing. */
const STARTS = ['mobile-2013', 'campaign-added', 'index', 'empty'] as const;
export type Start = (typeof STARTS)[number];

/** What the URL of the list holds beside the filters: whether a study is being written, and from what; of an index, its rule. */
export const studiesSearchFields = {
  ...filterSearchFields,
  add: choiceField(STARTS),
  segment: choiceField(SEGMENTS),
  against: choiceField(AGAINST),
  /** The threshold of the primary device, in whole percent. */
  primary: patternField(/^(5[1-9]|[6-9]\d|100)$/),
  /** Own actions on known devices below which somebody's primary device is unknown. */
  minimum: wholeField(1, 1000),
} as const;
export type StudiesSearch = SearchOf<typeof studiesSearchFields>;

/** What the URL of a study holds beside the filters: whether it is being changed. */
export const studySearchFields = { ...filterSearchFields, edit: choiceField(['true']) } as const;

/** What the URL of a run holds beside the filters: the number of the run it is compared with. */
export const runSearchFields = { ...filterSearchFields, against: patternField(/^\d{1,9}$/) } as const;
