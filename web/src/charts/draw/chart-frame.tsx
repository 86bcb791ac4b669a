import { useWidth } from '../../ui/use-width.ts';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { bandAt, bandCentre } from '@syncline/shared/scale';
import styles from './chart.module.css';

/** What the tooltip says about one category. */
export interface Tip {
  title: string;
  rows: readonly { label: string; value: string; swatch?: string }[];
  note?: string | undefined;
}

interface ChartFrameProps {
  /** The accessible name: what the chart shows. */
  label: string;
  height: number;
  /** Number of categories, in equal bands between the insets. */
  count: number;
  /** Pixels beside the plot: left and right of it, or above and below it where the categories run down. */
  insets: { start: number; end: number };
  along?: 'x' | 'y';
  tip: (index: number) => Tip;
  children: (width: number) => ReactNode;
}

/**
 * Measures the width, and gives its drawing one cursor for mouse, touch and keyboard: arrows, Home and End move it,
 * Escape takes it away. What the tooltip says is read out.
 */
export function ChartFrame({ label, height, count, insets, along = 'x', tip, children }: ChartFrameProps) {
  const { ref, width } = useWidth();
  const length = along === 'x' ? width : height;
  const { shown, byKey, handlers } = useCursor(count, insets, along, length);
  const said = shown === null ? null : tip(shown);
  return (
    <figure
      ref={ref}
      className={styles.frame}
      style={{ height }}
      aria-label={`${label}. Arrow keys move through the values.`}
      {...handlers}
    >
      {shown !== null && width > 0 ? <Cursor {...{ shown, count, insets, along, length }} /> : null}
      {width > 0 ? children(width) : null}
      {said && shown !== null && width > 0 ? (
        <TipBox
          tip={said}
          at={bandCentre(shown, count, insets.start, length - insets.end)}
          along={along}
          width={width}
        />
      ) : null}
      <output className="sr-only">{byKey && said ? spoken(said) : ''}</output>
    </figure>
  );
}

/** The category under the pointer or chosen by key, and the handlers of the focusable frame that move it. */
function useCursor(count: number, insets: { start: number; end: number }, along: 'x' | 'y', length: number) {
  const [active, setActive] = useState<number | null>(null);
  const [byKey, setByKey] = useState(false);
  const shown = active !== null && active < count ? active : null;
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const pixel = along === 'x' ? event.clientX - box.left : event.clientY - box.top;
    setByKey(false);
    setActive(bandAt(pixel, count, insets.start, length - insets.end));
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const next = moved(event.key, shown, count);
    if (next === undefined) return;
    event.preventDefault();
    setByKey(true);
    setActive(next);
  };
  const clear = () => setActive(null);
  const handlers = {
    tabIndex: 0,
    onPointerMove: point,
    onPointerDown: point,
    onPointerLeave: clear,
    onKeyDown: press,
    onBlur: clear,
  };
  return { shown, byKey, handlers };
}

/** Where a key moves the cursor: an index, null to take it away, undefined where the key means nothing here. */
function moved(key: string, active: number | null, count: number): number | null | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return active === null ? 0 : Math.min(last, active + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return active === null ? last : Math.max(0, active - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return active === null ? undefined : null;
    default:
      return undefined;
  }
}

function spoken({ title, rows, note }: Tip): string {
  return [title, ...rows.map((row) => `${row.label} ${row.value}`), note ?? ''].filter(Boolean).join(', ');
}

interface CursorProps {
  shown: number;
  count: number;
  insets: { start: number; end: number };
  along: 'x' | 'y';
  length: number;
}

function Cursor({ shown, count, insets, along, length }: CursorProps) {
  const band = (length - insets.start - insets.end) / count;
  const start = insets.start + shown * band;
  const style =
    along === 'x' ? { left: start, width: band, top: 0, bottom: 0 } : { top: start, height: band, left: 0, right: 0 };
  return <div className={styles.cursor} style={style} data-no-export />;
}

interface TipBoxProps {
  tip: Tip;
  at: number;
  along: 'x' | 'y';
  width: number;
}

const BESIDE = 14;

/** The tooltip, beside the category on the side with more room. */
function TipBox({ tip, at, along, width }: TipBoxProps) {
  const style =
    along === 'x'
      ? { top: 8, ...(at < width / 2 ? { left: at + BESIDE } : { right: width - at + BESIDE }) }
      : { top: at + BESIDE, right: 0 };
  return (
    <div className={styles.tip} style={style} aria-hidden="true" data-no-export>
      <strong>{tip.title}</strong>
      <dl>
        {tip.rows.map((row) => (
          <TipRow key={row.label} {...row} />
        ))}
      </dl>
      {tip.note ? <p>{tip.note}</p> : null}
    </div>
  );
}

function TipRow({ label, value, swatch }: Tip['rows'][number]) {
  return (
    <>
      <dt>
        {swatch ? <i className={styles.swatch} style={{ background: swatch }} /> : null}
        {label}
      </dt>
      <dd>{value}</dd>
    </>
  );
}
