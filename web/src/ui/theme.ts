import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const indigo: MantineColorsTuple = [
  '#ecebfa',
  '#d6d3f5',
  '#b9b3ee',
  '#a9a3ff',
  '#8b83e8',
  '#6d63dc',
  '#5549d2',
  '#4338ca',
  '#382fa9',
  '#2d2688',
];

/** Mantine in the sheet's dress: its floating layers and controls read our tokens. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
  colors: { indigo },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 3 },
  defaultRadius: 5,
  respectReducedMotion: true,
  focusRing: 'never',
  components: {
    Popover: {
      defaultProps: { withinPortal: true, shadow: 'md', transitionProps: { duration: 120, transition: 'fade' } },
    },
    Menu: {
      defaultProps: {
        withinPortal: true,
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        transitionProps: { duration: 120, transition: 'fade' },
      },
    },
  },
});

/** Points Mantine's own variables at the tokens; a rule in a style sheet would lose against Mantine's. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--canvas)',
    '--mantine-color-text': 'var(--text-1)',
    '--mantine-color-dimmed': 'var(--text-3)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--raised)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-border': 'var(--rule)',
    '--mantine-color-default-color': 'var(--text-1)',
    '--mantine-color-error': 'var(--negative)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-hover': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-shadow-md': 'var(--floating)',
    '--mantine-font-size-xs': '11.5px',
    '--mantine-font-size-sm': '13px',
    '--mantine-font-size-md': '13px',
  };
  return { variables: {}, light: shared, dark: shared };
};
