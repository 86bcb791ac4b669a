import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import type { DataTab } from './data-search.ts';
import styles from './data-tabs.module.css';

interface DataTabsProps {
  tabs: readonly { key: DataTab; label: string; count?: string | undefined }[];
  value: DataTab;
  onChange: (tab: DataTab) => void;
  children: ReactNode;
}

/** Tabs of the screen with their panel; arrows, Home and End move between them. */
export function DataTabs({ tabs, value, onChange, children }: DataTabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ key }) => key === value);
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${tab.key}"]`)?.focus();
  };
  return (
    <>
      <div
        ref={list}
        className={styles.tabs}
        role="tablist"
        aria-label="Parts of this screen"
        tabIndex={-1}
        onKeyDown={press}
      >
        {tabs.map(({ key, label, count }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            data-tab={key}
            aria-selected={key === value}
            aria-controls={`${id}-panel`}
            tabIndex={key === value ? 0 : -1}
            className={styles.tab}
            onClick={() => onChange(key)}
          >
            {label}
            {count ? <span className={styles.count}>{count}</span> : null}
          </button>
        ))}
      </div>
      <div role="tabpanel" className={styles.panel} id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  );
}
