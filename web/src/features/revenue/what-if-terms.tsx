import type { Share, Terms } from '@syncline/shared/agreements';
import { type CSSProperties, useEffect, useId, useState } from 'react';
import { TextInput } from '../../ui/controls.tsx';
import { emptyTerms, readTerms, type ShareDraft, termsDraft } from './terms-draft.ts';
import { TermsFields } from './terms-fields.tsx';
import styles from './what-if.module.css';

/** How long nothing is typed or moved before the terms are asked about. */
const CALM_MS = 250;

interface WhatIfTermsProps {
  /** As they stand when the form is opened; it is not told of later ones. */
  supposed: Terms;
  /** In force today. */
  now: Terms;
  currency: string;
  /** Told of terms that can stand, a moment after they were changed. */
  onTerms: (terms: Terms) => void;
}

/** Percentages as sliders with the present value marked, and every other term under them. */
export function WhatIfTerms({ supposed, now, currency, onTerms }: WhatIfTermsProps) {
  const [draft, setDraft] = useState(() => termsDraft(supposed, currency) ?? emptyTerms());
  const read = readTerms(draft, currency);
  const text = JSON.stringify(read.terms);
  const [told, setTold] = useState(text);
  useEffect(() => {
    if (text === told || text === 'null') return undefined;
    const timer = setTimeout(() => {
      setTold(text);
      onTerms(JSON.parse(text) as Terms);
    }, CALM_MS);
    return () => clearTimeout(timer);
  }, [text, told, onTerms]);
  const faults = read.faults ?? {};
  const setShare = (id: number, change: Partial<ShareDraft>) =>
    setDraft({ ...draft, shares: draft.shares.map((share) => (share.id === id ? { ...share, ...change } : share)) });
  const sliding = draft.shares.filter(({ tiers, percent }) => tiers.length === 0 && percent !== '');
  return (
    <form noValidate aria-label="Supposed terms" onSubmit={(event) => event.preventDefault()}>
      {sliding.map((share) => {
        const index = draft.shares.indexOf(share);
        return (
          <PercentSlider
            key={share.id}
            share={share}
            was={percentOf(now.shares.find(({ party }) => party === share.key))}
            problem={faults[`terms.shares[${index}].percent`]}
            onChange={(percent) => setShare(share.id, { percent })}
          />
        );
      })}
      <output className={styles.problem}>{faults['terms.shares'] ?? null}</output>
      <details className={styles.all} open={sliding.length === 0}>
        <summary>All terms: amounts, tiers, caps, refunds, tax, discount, parties</summary>
        <TermsFields draft={draft} set={setDraft} faults={faults} currency={currency} />
      </details>
    </form>
  );
}

/** The plain percentage of a share as it is written; null where it has none. */
function percentOf(share: Share | undefined): string | null {
  const term = share?.terms.find(({ kind }) => kind === 'percentage');
  return term?.kind === 'percentage' ? term.percent : null;
}

interface PercentSliderProps {
  share: ShareDraft;
  was: string | null;
  problem: string | undefined;
  onChange: (percent: string) => void;
}

function PercentSlider({ share, was, problem, onChange }: PercentSliderProps) {
  const id = useId();
  const name = share.name.trim() || 'A party';
  // The scale stays while its slider is moved: it goes by the present value alone.
  const [most] = useState(() => scaleOf([was ?? '0', share.percent]));
  const value = Number(share.percent.replace(/\s*%$/, ''));
  const at = Number.isFinite(value) ? value : 0;
  const wasText = was === null ? 'not there today' : Number(was) === at ? 'as today' : `was ${Number(was)} %`;
  return (
    <div className={styles.slider}>
      <label className={styles.name} htmlFor={id}>
        {name}
      </label>
      <span className={styles.track}>
        <input
          type="range"
          min={0}
          max={most}
          step={0.1}
          value={Math.min(at, most)}
          aria-label={`${name}, per cent`}
          aria-valuetext={`${share.percent} %, ${wasText}`}
          onChange={(event) => onChange(String(Number(event.currentTarget.value)))}
        />
        {was === null ? null : (
          <i className={styles.was} style={{ '--part': Math.min(1, Number(was) / most) } as CSSProperties} />
        )}
      </span>
      <span className={styles.value}>
        <TextInput
          id={id}
          inputMode="decimal"
          autoComplete="off"
          maxLength={10}
          aria-invalid={problem !== undefined}
          value={share.percent}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        %
      </span>
      <span className={styles.note}>{problem ?? wasText}</span>
    </div>
  );
}

/** The end of a slider's scale, in percent: about twice the greater value, at least 10. */
function scaleOf(percents: readonly string[]): number {
  const most = Math.max(0, ...percents.map((text) => Number.parseFloat(text) || 0));
  return Math.min(100, Math.max(10, Math.ceil((most * 2) / 10) * 10));
}
