import { useWidth } from '../../ui/use-width.ts';
import type { CSSProperties, PointerEvent } from 'react';
import { formatCount, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { HEAT_STEPS, opacityIndex, HEAT_OPACITIES, stepOpacity } from '../prepare/heat.ts';
import { wrapped } from '../prepare/labels.ts';
import {
  type OverlapCell,
  type OverlapMatrix as Matrix,
  type OverlapSet,
  type OverlapSets,
  prepareOverlap,
} from '../prepare/overlap.ts';
import { cellBox, LINE, mostInOverlap, type OverlapLayout, overlapLayout } from '../prepare/overlap-layout.ts';
import styles from './chart.module.css';
import { useGridCursor } from './grid-cursor.ts';
import matrix from './overlap-matrix.module.css';

const NAME_SIZE = 12;

/** How the sets of a matrix, and what makes somebody one of them, are put in words. */
export interface OverlapWords {
  /** Over the names: "Campaign, by reach". */
  head: string;
  /** Over the people of one set alone: "Reached by it only". */
  only: string;
  /** "were also reached by", between the people of a set and another. */
  also: string;
  /** Said where no two sets share anybody. */
  nobody: string;
}

interface OverlapMatrixProps {
  /** Accessible name: what the chart shows. */
  label: string;
  overlap: OverlapSets;
  nameOf: (slug: string) => string;
  words: OverlapWords;
  /** The hue of the cells, such as "var(--reach)". */
  colour: string;
}

/**
 * How many of each set's people others hold too, as a heat map in six steps: those of a row that are in no other, and the
 * share that each column holds as well. Arrows walk the cells, Escape lets go.
 */
export function OverlapMatrix({ label, overlap, nameOf, words, colour }: OverlapMatrixProps) {
  const { ref, width } = useWidth();
  const data = prepareOverlap(overlap, nameOf, width > 0 ? mostInOverlap(width) : undefined);
  const { sets, peak } = data;
  const count = sets.length;
  const layout = overlapLayout(
    sets.map(({ name }) => name),
    width,
  );
  const columns = count + 1;
  const { active, handlers } = useGridCursor({
    rows: count,
    columns,
    start: peak ? peak.row * columns + peak.column + 1 : 0,
    cellAt: (event) => cellAt(event, layout, count),
  });
  return (
    <figure
      ref={ref}
      className={`${styles.frame} ${matrix.figure}`}
      style={{ '--cells': colour } as CSSProperties}
      aria-label={`${label}. Arrow keys move through the pairs.`}
      {...handlers}
    >
      <figcaption className={matrix.readout}>
        <output>{active === null ? peakText(data, words) : cellText(data, active)}</output>
      </figcaption>
      {width > 0 ? <Drawing {...{ data, layout, active, words }} /> : null}
      <Scale highest={peak?.share ?? 0} />
      {count < overlap.sets.length ? (
        <p className={matrix.rest}>
          The {count} largest are drawn; all {overlap.sets.length} are in the table.
        </p>
      ) : null}
    </figure>
  );
}

interface DrawingProps {
  data: Matrix;
  layout: OverlapLayout;
  active: number | null;
  words: OverlapWords;
}

function Drawing({ data, layout, active, words }: DrawingProps) {
  const { sets, cells, peak } = data;
  const count = sets.length;
  const { left, head, row, cell } = layout;
  const at = active === null ? null : { row: Math.floor(active / (count + 1)), column: (active % (count + 1)) - 1 };
  return (
    <svg width={left + count * cell} height={head + count * row} aria-hidden="true" data-cells>
      <Heads sets={sets} layout={layout} active={at?.column ?? null} words={words} />
      {sets.map((set, index) => (
        <Row key={set.slug} set={set} index={index} layout={layout} active={at?.row === index} />
      ))}
      {cells.map((each, index) => (
        <Cell key={index} cell={each} row={Math.floor(index / count)} column={index % count} layout={layout} />
      ))}
      {peak ? <Outline {...cellBox(peak.row, peak.column, layout)} className={matrix.peak} /> : null}
      {at ? <Outline {...cellBox(at.row, at.column, layout)} className={matrix.active} /> : null}
    </svg>
  );
}

interface HeadsProps {
  sets: readonly OverlapSet[];
  layout: OverlapLayout;
  /** The column under the cursor; −1 is the first one, of exclusive people. */
  active: number | null;
  words: OverlapWords;
}

/** The numbers of the columns, with names where there is room for them. */
function Heads({ sets, layout, active, words }: HeadsProps) {
  const { names, exclusive, left, head, cell, heads, narrow } = layout;
  const weight = (column: number) => (active === column ? styles.strong : undefined);
  return (
    <g className={styles.axis}>
      {narrow ? null : <text y={head - 8}>{words.head}</text>}
      <text x={names + exclusive} y={head - 8} textAnchor="end" className={weight(-1)}>
        {narrow ? 'only it' : words.only}
      </text>
      {sets.map(({ slug }, index) => {
        const lines = heads[index] ?? [];
        const x = left + (index + 0.5) * cell;
        return (
          <g key={slug} textAnchor="middle" className={weight(index)}>
            <text x={x} y={head - 8 - lines.length * LINE}>
              {index + 1}
            </text>
            {lines.map((line, place) => (
              <text key={`${place} ${line}`} x={x} y={head - 8 - (lines.length - 1 - place) * LINE}>
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}

interface RowProps {
  set: OverlapSet;
  index: number;
  layout: OverlapLayout;
  active: boolean;
}

/** Number and name of a set, and its people that no other holds: a bar of all of them, and the share in figures. */
function Row({ set, index, layout, active }: RowProps) {
  const { names, exclusive, head, row, narrow } = layout;
  const { name, exclusiveShare: share } = set;
  const y = head + (index + 0.5) * row;
  const bar = narrow ? 0 : exclusive - 58;
  const lines = wrapped(name, names - 26, narrow ? 2 : 1, NAME_SIZE);
  return (
    <g>
      <path d={`M0 ${head + index * row}H${names + exclusive}`} stroke="var(--grid)" />
      <text x={15} y={y + 4} textAnchor="end" className={styles.axis}>
        {index + 1}
      </text>
      {lines.map((line, place) => (
        <text
          key={`${place} ${line}`}
          x={22}
          y={y + 4 + (place - (lines.length - 1) / 2) * LINE}
          className={active ? `${styles.label} ${styles.strong}` : styles.label}
          style={{ fontSize: NAME_SIZE }}
        >
          {line}
        </text>
      ))}
      {bar > 0 ? (
        <>
          <rect x={names + 8} y={y - 5} width={bar} height={10} fill="var(--text-1)" fillOpacity={0.08} />
          <rect
            x={names + 8}
            y={y - 5}
            width={bar * (share ?? 0)}
            height={10}
            fill="var(--cells)"
            fillOpacity="var(--fill)"
          />
        </>
      ) : null}
      <text x={names + exclusive} y={y + 4} textAnchor="end" className={styles.label}>
        {share === null ? UNDEFINED : shareText(share, 1)}
      </text>
    </g>
  );
}

interface CellProps {
  cell: OverlapCell | null;
  row: number;
  column: number;
  layout: OverlapLayout;
}

function Cell({ cell, row, column, layout }: CellProps) {
  const { x, y, width, height } = cellBox(row, column, layout);
  if (!cell) return <path d={`M${x} ${y + height}L${x + width} ${y}`} stroke="var(--rule)" />;
  const { share, step } = cell;
  const filled = opacityIndex({ value: share ?? 0, step });
  const text = width >= 46 ? shareText(share ?? 0, 0) : shareText(share ?? 0, 0).replace(/\s*%$/u, '');
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} fill="var(--cells)" fillOpacity={HEAT_OPACITIES[filled]} />
      {width >= 26 ? (
        <text
          x={x + width / 2}
          y={y + height / 2 + 4}
          textAnchor="middle"
          className={matrix.value}
          fill={inkOn(filled)}
        >
          {share === null ? UNDEFINED : text}
        </text>
      ) : null}
    </g>
  );
}

/** A box around a cell that stands out from any of the steps. */
function Outline({ className, ...box }: ReturnType<typeof cellBox> & { className: string | undefined }) {
  return (
    <>
      <rect {...box} className={matrix.halo} />
      <rect {...box} className={className} />
    </>
  );
}

/** The text colour that is legible on each of the opacities, in both themes. */
function inkOn(filled: number): string {
  if (filled >= 5) return 'var(--canvas)';
  return filled === 4 ? 'var(--ink)' : 'var(--text-1)';
}

function cellAt(
  event: PointerEvent<HTMLElement>,
  { names, left, head, row, cell }: OverlapLayout,
  count: number,
): number | null {
  const box = event.currentTarget.querySelector('[data-cells]')?.getBoundingClientRect();
  if (!box) return null;
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const line = Math.floor((y - head) / row);
  if (line < 0 || line >= count || x < names) return null;
  const column = x < left ? -1 : Math.floor((x - left) / cell);
  return column < count ? line * (count + 1) + column + 1 : null;
}

function shareText(share: number, digits: number): string {
  if (share > 0 && share < 0.005) return `<${formatPercent(0.01, { digits: 0 })}`;
  return formatPercent(share, { digits });
}

function peakText({ sets, peak }: Matrix, { also, nobody }: OverlapWords): string {
  const [row, column] = peak ? [sets[peak.row], sets[peak.column]] : [];
  if (!peak || !row || !column) return nobody;
  return `Most: ${formatPercent(peak.share ?? 0, { digits: 1 })} of the people of ${row.name} ${also} ${column.name}`;
}

function cellText({ sets, cells }: Matrix, active: number): string {
  const count = sets.length;
  const [line, place] = [Math.floor(active / (count + 1)), (active % (count + 1)) - 1];
  const row = sets[line];
  const column = sets[place];
  if (!row) return '';
  const share = (people: number, of: OverlapSet) =>
    of.people === 0 ? UNDEFINED : formatPercent(people / of.people, { digits: 1 });
  if (!column) {
    return `${row.name} only: ${formatCount(row.exclusive)} people, ${share(row.exclusive, row)} of its ${formatCount(row.people)}`;
  }
  const people = cells[line * count + place]?.people;
  if (people === undefined) return `${row.name}: ${formatCount(row.people)} people in all`;
  return `${row.name} and ${column.name}: ${formatCount(people)} people, ${share(people, row)} of ${formatCount(row.people)} and ${share(people, column)} of ${formatCount(column.people)}`;
}

/** The six steps from nobody to the largest share. */
function Scale({ highest }: { highest: number }) {
  return (
    <p className={matrix.scale}>
      of the row’s people 0
      <span aria-hidden="true">
        {Array.from({ length: HEAT_STEPS }, (_, step) => (
          <i key={stepOpacity(step)} style={{ opacity: stepOpacity(step) }} />
        ))}
      </span>
      {formatPercent(highest, { digits: 1 })}
    </p>
  );
}
