import { Menu } from '@mantine/core';
import type { RefObject } from 'react';
import { useNarrow } from '../lib/use-narrow.ts';
import { type ExportFacts, fileStem, toCsv, type ValueTable } from '../lib/value-table.ts';
import { Button } from './controls.tsx';
import controls from './controls.module.css';
import { ChartIcon, DownloadIcon, MoreIcon, TableIcon } from './icons.tsx';
import { pictureOf, save, toPng } from './picture.ts';

interface PanelActionsProps {
  table: ValueTable;
  facts: () => ExportFacts;
  body: RefObject<HTMLDivElement | null>;
  asTable?: boolean;
  /** Absent where the body is a table itself: then there is only the CSV. */
  onTable?: (asTable: boolean) => void;
}

/** Table toggle and export menu of a panel. */
export function PanelActions({ table, facts, body, asTable = false, onTable }: PanelActionsProps) {
  const isNarrow = useNarrow();
  const saveCsv = () => {
    const about = facts();
    save(`${fileStem(about.title)}.csv`, new Blob([toCsv(table, about)], { type: 'text/csv;charset=utf-8' }));
  };
  const savePicture = async (kind: 'svg' | 'png') => {
    if (!body.current) return;
    const about = facts();
    const svg = pictureOf(body.current, about);
    const blob = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await toPng(svg);
    save(`${fileStem(about.title)}.${kind}`, blob);
  };
  const toggle = asTable ? 'Show as chart' : 'Show as table';
  return (
    <>
      {onTable && !isNarrow ? (
        <Button look="icon" aria-label={toggle} title={toggle} onClick={() => onTable(!asTable)}>
          {asTable ? <ChartIcon /> : <TableIcon />}
        </Button>
      ) : null}
      <Menu position="bottom-end" classNames={{ dropdown: controls.dropdown ?? '', item: controls.item ?? '' }}>
        <Menu.Target>
          <Button look="icon" aria-label="Export" title="Export">
            {isNarrow ? <MoreIcon /> : <DownloadIcon />}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {/* Not only hidden where it does not belong: the arrow keys would stop at it. */}
          {onTable && isNarrow ? <Menu.Item onClick={() => onTable(!asTable)}>{toggle}</Menu.Item> : null}
          <Menu.Item onClick={saveCsv}>CSV, the numbers</Menu.Item>
          {onTable && !asTable ? (
            <>
              <Menu.Item onClick={() => void savePicture('svg')}>SVG, the drawing</Menu.Item>
              <Menu.Item onClick={() => void savePicture('png')}>PNG, a picture</Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
