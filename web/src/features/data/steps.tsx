import { Button } from '../../ui/controls.tsx';
import { STEP_NAMES, type WizardStep } from './wizard-steps.ts';
import styles from './wizard.module.css';

interface StepsProps {
  /** The steps of this file, in their order. */
  steps: readonly WizardStep[];
  current: WizardStep;
  /** Goes back to a step that was done. */
  onStep: (step: WizardStep) => void;
}

/** Where one is in the import, and the way back. */
export function Steps({ steps, current, onStep }: StepsProps) {
  const at = steps.indexOf(current);
  return (
    <ol className={styles.steps} aria-label="Steps of the import">
      {steps.map((step, index) => (
        <li key={step} aria-current={step === current ? 'step' : undefined}>
          {index < at && current !== 'import' ? (
            <Button look="link" onClick={() => onStep(step)}>
              {STEP_NAMES[step]}
            </Button>
          ) : (
            STEP_NAMES[step]
          )}
        </li>
      ))}
    </ol>
  );
}
