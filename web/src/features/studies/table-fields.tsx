import { DIMENSION_KEYS, DIMENSIONS, type DimensionKey, METRIC_KEYS, METRICS } from '@syncline/shared/metrics';
import { AGAINST_NAMES, BEHAVIOUR_KEYS, BEHAVIOURS, SEGMENT_NAMES } from '@syncline/shared/research';
import { AGAINST, SEGMENTS } from '@syncline/shared/segments';
import {
  STUDY_ANALYSIS_NAMES,
  type StudyAnalysis,
  type StudyTableInput,
  studyTableSchema,
} from '@syncline/shared/studies';
import { newStudyTable, type TemplateScope } from '@syncline/shared/study-templates';
import { formatPercent } from '@syncline/shared/format';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import styles from './studies.module.css';
import { askedText } from './study-words.ts';

interface TableFieldsProps {
  table: StudyTableInput;
  /** What the filter bar says. */
  scope: TemplateScope;
  titleFault: string | undefined;
  /** What else is wrong with the table. */
  fault: string | undefined;
  onChange: (table: StudyTableInput) => void;
}

const ANALYSES = Object.entries(STUDY_ANALYSIS_NAMES).map(([value, label]) => ({
  value: value as StudyAnalysis,
  label,
}));
const THRESHOLDS = [51, 55, 60, 65, 70, 75, 80, 90, 100];
const PLANS = ['', '50', '40', '30', '25', '20', '15', '10', '5', '4', '2', '1'];

/** The fields of a table: what is asked, of which days and filters, by which rule. */
export function TableFields({ table, scope, titleFault, fault, onChange }: TableFieldsProps) {
  const read = studyTableSchema.safeParse(table);
  const { period, filters } = scope;
  const isOfBar =
    JSON.stringify([table.request.period, table.request.filters ?? []]) === JSON.stringify([period, filters]);
  return (
    <>
      <div className={styles.fields}>
        <CheckedField label="Title" span={7} error={titleFault}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={160}
              value={table.title}
              onChange={({ currentTarget }) => onChange({ ...table, title: currentTarget.value })}
            />
          )}
        </CheckedField>
        <CheckedField label="Analysis" span={5} error={fault}>
          {(control) => (
            <Choice
              control={control}
              value={table.analysis}
              options={ANALYSES}
              onChange={(analysis) => onChange(newStudyTable(analysis, table.title, scopeOf(table)))}
            />
          )}
        </CheckedField>
        <RuleFields table={table} onChange={onChange} />
      </div>
      <p className={styles.asked}>
        {read.success ? askedText(read.data.request) : null}
        {isOfBar ? null : (
          <Button look="link" onClick={() => onChange(withRequest(table, { period, filters: [...filters] }))}>
            Take days and filters from the bar above
          </Button>
        )}
      </p>
    </>
  );
}

function scopeOf({ request }: StudyTableInput): TemplateScope {
  const { period, filters = [] } = request;
  return { period, filters };
}

function withRequest(table: StudyTableInput, change: object): StudyTableInput {
  return { ...table, request: { ...table.request, ...change } } as StudyTableInput;
}

type TableOf<Name extends StudyAnalysis> = Extract<StudyTableInput, { analysis: Name }>;

interface RuleProps<Name extends StudyAnalysis> {
  request: TableOf<Name>['request'];
  set: (change: Partial<TableOf<Name>['request']>) => void;
}

function RuleFields({ table, onChange }: Pick<TableFieldsProps, 'table' | 'onChange'>) {
  const set = (change: object) => onChange(withRequest(table, change));
  if (table.analysis === 'index') return <IndexFields request={table.request} set={set} />;
  if (table.analysis === 'query') return <QueryFields request={table.request} set={set} />;
  if (table.analysis === 'lift') return <LiftFields request={table.request} set={set} />;
  if (table.analysis === 'funnel') return <FunnelFields request={table.request} set={set} />;
  return null;
}

function IndexFields({ request, set }: RuleProps<'index'>) {
  const { segment = 'mobile', against = 'everyone_else', behaviours = BEHAVIOUR_KEYS } = request;
  return (
    <>
      <Select
        label="Segment"
        value={segment}
        options={SEGMENTS.map((value) => ({ value, label: SEGMENT_NAMES[value] }))}
        onChange={(next) => set({ segment: next })}
      />
      <Select
        label="Compared with"
        value={against}
        options={AGAINST.map((value) => ({ value, label: AGAINST_NAMES[value] }))}
        onChange={(next) => set({ against: next })}
      />
      <Threshold request={request} set={set} />
      <Checks
        label="Rows: how likely they are to"
        options={BEHAVIOUR_KEYS.map((value) => ({ value, label: BEHAVIOURS[value] }))}
        chosen={behaviours}
        onChange={(next) => set({ behaviours: next })}
      />
    </>
  );
}

function QueryFields({ request, set }: RuleProps<'query'>) {
  const { dimensions = [], metrics } = request;
  const choose = (place: number, dimension: DimensionKey | '') => {
    const next = [0, 1].map((one) => (one === place ? dimension : dimensions[one]));
    set({ dimensions: next.filter((one): one is DimensionKey => Boolean(one)), order_by: [] });
  };
  const options = (none: string) => [
    { value: '' as const, label: none },
    ...DIMENSION_KEYS.map((value) => ({ value, label: DIMENSIONS[value].label })),
  ];
  return (
    <>
      <Select<DimensionKey | ''>
        label="One row for each"
        value={dimensions[0] ?? ''}
        options={options('all together')}
        onChange={(dimension) => choose(0, dimension)}
      />
      <Select<DimensionKey | ''>
        label="and each"
        value={dimensions[1] ?? ''}
        options={options('nothing else')}
        onChange={(dimension) => choose(1, dimension)}
      />
      <Threshold request={request} set={set} />
      <Checks
        label="Metrics"
        options={METRIC_KEYS.map((value) => ({ value, label: METRICS[value].label }))}
        chosen={metrics}
        onChange={(next) => set({ metrics: next, order_by: [] })}
      />
    </>
  );
}

function LiftFields({ request: { expected }, set }: RuleProps<'lift'>) {
  return (
    <Select
      label="Planned control group"
      value={expected === undefined ? '' : String(Math.round(expected.control * 100))}
      options={PLANS.map((value) => ({
        value,
        label: value === '' ? 'not stated' : formatPercent(Number(value) / 100, { digits: 0 }),
      }))}
      onChange={(value) => {
        const control = Number(value) / 100;
        set({ expected: value === '' ? undefined : { exposed: 1 - control, control } });
      }}
    />
  );
}

function FunnelFields({ request: { breakdown }, set }: RuleProps<'funnel'>) {
  return (
    <Select
      label="Broken down"
      value={breakdown ?? ''}
      options={[
        { value: '', label: 'all together' },
        { value: 'device', label: 'by device of the first impression' },
      ]}
      onChange={(value) => set({ breakdown: value === '' ? undefined : value })}
    />
  );
}

/** The share of own actions that makes a device the primary one. */
function Threshold({ request, set }: Pick<RuleProps<'index'>, 'set'> & { request: StudyTableInput['request'] }) {
  const percent = Math.round((request.primary_device_threshold ?? 0.6) * 100);
  return (
    <Select
      label="Primary device from, of own actions"
      value={String(percent)}
      options={[...new Set([...THRESHOLDS, percent])].map((each) => ({
        value: String(each),
        label: formatPercent(each / 100, { digits: 0 }),
      }))}
      onChange={(next) => set({ primary_device_threshold: Number(next) / 100 })}
    />
  );
}

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

function Select<Value extends string>({ label, ...choice }: SelectProps<Value>) {
  return (
    <CheckedField label={label} span={4}>
      {(control) => <Choice control={control} {...choice} />}
    </CheckedField>
  );
}

interface ChecksProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
}

/** Several of many, folded up under how many they are; the last one cannot be taken away. */
function Checks<Value extends string>({ label, options, chosen, onChange }: ChecksProps<Value>) {
  const toggle = (value: Value, isChosen: boolean) =>
    onChange(options.map((option) => option.value).filter((one) => (one === value ? isChosen : chosen.includes(one))));
  return (
    <details className={styles.checks}>
      <summary>
        {label}: {chosen.length === options.length ? `all ${options.length}` : `${chosen.length} of ${options.length}`}
      </summary>
      <fieldset aria-label={label}>
        {options.map(({ value, label }) => (
          <label key={value} className={forms.check}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              disabled={chosen.length === 1 && chosen.includes(value)}
              onChange={({ currentTarget }) => toggle(value, currentTarget.checked)}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
