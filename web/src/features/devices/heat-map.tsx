import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { HeatCell } from '../../charts/prepare/heat.ts';
import { formatCount, formatPercent } from '../../lib/format.ts';
import styles from './heat-map.module.css';
import { type DeviceWeek, HOURS, hourName, WEEKDAY_NAMES } from './hours.ts';

/** Of an hour in which nothing at all happened, then of the six steps. */
const OPACITIES = [0.05, 0.12, 0.26, 0.42, 0.6, 0.8, 1];
const CELL = 10;
const GAP = 0.5;
const MOVES: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -HOURS, ArrowDown: HOURS };

/** The opacity of a step of the device's hue; the fainter it is, the quieter the hour. */
export function stepOpacity(step: number): number {
  return OPACITIES[step + 1] ?? 1;
}

function opacityIndex({ value, step }: HeatCell): number {
  return value === 0 ? 0 : step + 1;
}

/** Squares as one path: a few marks to draw instead of 168. */
function cellsPath(cells: readonly HeatCell[]): string {
  const side = CELL - GAP;
  return cells
    .map(({ row, column }) => `M${column * CELL + GAP / 2} ${row * CELL + GAP / 2}h${side}v${side}h${-side}z`)
    .join('');
}

/** A device's week as a heat map in six steps of its hue, each device on its own scale; arrows walk the hours, Escape lets go. */
export function HeatMap({ week, whole }: { week: DeviceWeek; whole: number }) {
  const peakAt = week.peak.row * HOURS + week.peak.column;
  const { active, handlers } = useHourCursor(week.cells.length, peakAt);
  const cell = active === null ? undefined : week.cells[active];
  return (
    <figure
      className={styles.map}
      aria-label={`${week.name}: actions by hour and weekday, most on ${hourName(week.peak)} with ${formatCount(week.peak.value)}. Arrow keys move through the hours.`}
      {...handlers}
    >
      <figcaption className={styles.head}>
        <i className={styles.swatch} style={{ background: week.colour }} />
        <strong>{week.name}</strong>
        <output className={styles.readout}>
          {cell
            ? `${hourName(cell)}: ${formatCount(cell.value)} actions`
            : `${formatPercent(week.total / whole, { digits: 1 })} of actions · peak ${hourName(week.peak)}`}
        </output>
      </figcaption>
      <div className={styles.plot}>
        <div className={styles.days} aria-hidden="true">
          {WEEKDAY_NAMES.map((day, index) => (
            <span key={day} className={index === week.peak.row ? styles.peakDay : undefined}>
              {day}
            </span>
          ))}
        </div>
        <svg
          viewBox={`0 0 ${HOURS * CELL} ${WEEKDAY_NAMES.length * CELL}`}
          preserveAspectRatio="none"
          data-cells
          aria-hidden="true"
        >
          {OPACITIES.map((opacity, index) => (
            <path
              key={opacity}
              d={cellsPath(week.cells.filter((each) => opacityIndex(each) === index))}
              fill={week.colour}
              fillOpacity={opacity}
            />
          ))}
          <Outline at={peakAt} className={styles.peak} />
          {active === null ? null : <Outline at={active} className={styles.active} />}
        </svg>
        <div className={styles.hours} aria-hidden="true">
          {[0, 6, 12, 18].map((hour) => (
            <span key={hour} style={{ left: `${(hour / HOURS) * 100}%` }}>
              {String(hour).padStart(2, '0')}
            </span>
          ))}
          <span>23</span>
        </div>
      </div>
    </figure>
  );
}

/** The hour under the pointer or chosen by key, and the handlers of the focusable map that move it. */
function useHourCursor(count: number, start: number) {
  const [active, setActive] = useState<number | null>(null);
  const clear = () => setActive(null);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') clear();
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = active === null ? start : active + move;
    if (next >= 0 && next < count) setActive(next);
  };
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.querySelector('[data-cells]')?.getBoundingClientRect();
    if (!box) return;
    const column = Math.floor(((event.clientX - box.left) / box.width) * HOURS);
    const row = Math.floor(((event.clientY - box.top) / box.height) * WEEKDAY_NAMES.length);
    const inside = column >= 0 && column < HOURS && row >= 0 && row < WEEKDAY_NAMES.length;
    setActive(inside ? row * HOURS + column : null);
  };
  const handlers = { tabIndex: 0, onKeyDown: press, onBlur: clear, onPointerMove: point, onPointerLeave: clear };
  return { active, handlers };
}

function Outline({ at, className }: { at: number; className: string | undefined }) {
  return (
    <rect x={(at % HOURS) * CELL} y={Math.floor(at / HOURS) * CELL} width={CELL} height={CELL} className={className} />
  );
}
