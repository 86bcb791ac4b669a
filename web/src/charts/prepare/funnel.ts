import { FUNNEL_STAGES, type FunnelAnswer, type FunnelStage } from '@syncline/shared/query';
import { proportionOf } from '../../lib/proportion.ts';

export interface FunnelColumn {
  stage: FunnelStage;
  label: string;
  people: number;
  /** Share of the stage before that went on; null for the first stage, and where nobody was there. */
  rate: number | null;
  low: number | null;
  high: number | null;
  /** Colour token of the stage. */
  colour: string;
}

const LABELS: Record<FunnelStage, string> = {
  exposed: 'Exposed',
  engaged: 'Engaged',
  followed: 'Followed',
  triggered: 'Triggered',
  confirmed: 'Confirmed',
  paid: 'Paid',
  kept: 'Not refunded',
};

const COLOURS: Record<FunnelStage, string> = {
  exposed: 'var(--reach)',
  engaged: 'var(--engagement)',
  followed: 'var(--engagement)',
  triggered: 'var(--purchases)',
  confirmed: 'var(--purchases)',
  paid: 'var(--purchases)',
  kept: 'var(--purchases)',
};

/** Stages a phone shows: the way of the purchase itself. */
const SHORT_STAGES: readonly FunnelStage[] = ['exposed', 'triggered', 'confirmed', 'paid', 'kept'];

/** The funnel as columns, each the one before as 100 %. */
export function prepareFunnel(stages: FunnelAnswer['stages']): FunnelColumn[] {
  return FUNNEL_STAGES.flatMap((name, index) => {
    const stage = stages.find((candidate) => candidate.stage === name);
    if (!stage) return [];
    const { value, low, high } = stage.of_previous;
    const first = index === 0;
    return {
      stage: name,
      label: LABELS[name],
      people: stage.people,
      rate: first ? null : value,
      low: first ? null : low,
      high: first ? null : high,
      colour: COLOURS[name],
    };
  });
}

/** The five columns a phone shows, each again as a share of the one shown before it. */
export function shortFunnel(columns: readonly FunnelColumn[]): FunnelColumn[] {
  const shown = columns.filter((column) => SHORT_STAGES.includes(column.stage));
  return shown.map((column, index) => {
    const before = shown[index - 1];
    if (!before) return column;
    const { value, low, high } = proportionOf(column.people, before.people);
    return { ...column, rate: value, low, high };
  });
}
