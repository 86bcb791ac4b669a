import type { PointerEvent } from 'react';
import { useGridCursor } from '../../charts/draw/grid-cursor.ts';
import { HEAT_OPACITIES, type HeatCell, opacityIndex } from '../../charts/prepare/heat.ts';
import { formatCount, formatPercent } from '@syncline/shared/format';
import styles from './heat-map.module.css';
import { type DeviceWeek, HOURS, hourName, WEEKDAY_NAMES } from './hours.ts';

const CELL = 10;
const GAP = 0.5;

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
  const { active, handlers } = useGridCursor({ rows: WEEKDAY_NAMES.length, columns: HOURS, start: peakAt, cellAt });
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
          {HEAT_OPACITIES.map((opacity, index) => (
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

function cellAt(event: PointerEvent<HTMLElement>): number | null {
  const box = event.currentTarget.querySelector('[data-cells]')?.getBoundingClientRect();
  if (!box) return null;
  const column = Math.floor(((event.clientX - box.left) / box.width) * HOURS);
  const row = Math.floor(((event.clientY - box.top) / box.height) * WEEKDAY_NAMES.length);
  const inside = column >= 0 && column < HOURS && row >= 0 && row < WEEKDAY_NAMES.length;
  return inside ? row * HOURS + column : null;
}

function Outline({ at, className }: { at: number; className: string | undefined }) {
  return (
    <rect x={(at % HOURS) * CELL} y={Math.floor(at / HOURS) * CELL} width={CELL} height={CELL} className={className} />
  );
}
