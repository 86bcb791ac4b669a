export const WIZARD_STEPS = ['file', 'kind', 'columns', 'check', 'import'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

export const STEP_NAMES: Record<WizardStep, string> = {
  file: 'File',
  kind: 'What it is',
  columns: 'Columns',
  check: 'Dry run',
  import: 'Import',
};
