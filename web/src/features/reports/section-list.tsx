import { REPORT_SECTIONS } from '@syncline/shared/reports';
import { useId } from 'react';
import { Button } from '../../ui/controls.tsx';
import forms from '../../ui/forms.module.css';
import { ChevronIcon } from '../../ui/icons.tsx';
import { moved, type ReportForm } from './report-draft.ts';
import styles from './reports.module.css';

interface SectionListProps {
  sections: ReportForm['sections'];
  error: string | undefined;
  onChange: (sections: ReportForm['sections']) => void;
}

/** The sections, ticked and in the order in which they are printed; what always follows is said below them. */
export function SectionList({ sections, error, onChange }: SectionListProps) {
  const id = useId();
  const tick = (key: string, chosen: boolean) =>
    onChange(sections.map((section) => (section.key === key ? { ...section, chosen } : section)));
  return (
    <fieldset className={styles.sections} aria-describedby={`${id}-error`}>
      <legend>Sections, in this order</legend>
      <ol>
        {sections.map(({ key, chosen }, index) => {
          const { label, about } = REPORT_SECTIONS[key];
          return (
            <li key={key}>
              <label className={forms.check}>
                <input
                  type="checkbox"
                  aria-describedby={`${id}-${key}`}
                  checked={chosen}
                  onChange={(event) => tick(key, event.currentTarget.checked)}
                />
                {label}
              </label>
              <span id={`${id}-${key}`} className={styles.about}>
                {about}
              </span>
              <span className={styles.moves}>
                <Button
                  look="icon"
                  className={styles.up}
                  aria-label={`Move ${label} up`}
                  disabled={index === 0}
                  onClick={() => onChange(moved(sections, index, -1))}
                >
                  <ChevronIcon />
                </Button>
                <Button
                  look="icon"
                  aria-label={`Move ${label} down`}
                  disabled={index === sections.length - 1}
                  onClick={() => onChange(moved(sections, index, 1))}
                >
                  <ChevronIcon />
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
      <p className={forms.hint}>Definitions and methods of all that is in it always stand at the end.</p>
      <p id={`${id}-error`} className={forms.problem} aria-live="polite">
        {error}
      </p>
    </fieldset>
  );
}
