import { type CSSVariablesResolver, createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core'

// Colours by meaning. Index 6 is what filled things have in light mode, 4 in dark mode; texts use the variables below, which keep 4.5:1 on each ground.
const brand: MantineColorsTuple = [
  '#eaf3f9',
  '#d5e4f0',
  '#a9c8e0',
  '#7aaacf',
  '#5591c1',
  '#3d81b8',
  '#1f5f8b',
  '#1b547c',
  '#174a6e',
  '#0f3a58',
]
const good: MantineColorsTuple = [
  '#e8f6ef',
  '#d2ebdf',
  '#a5d7bf',
  '#75c29d',
  '#4fb081',
  '#38a571',
  '#1b7a4f',
  '#176b45',
  '#125a3a',
  '#0b452b',
]
const attention: MantineColorsTuple = [
  '#fff5e0',
  '#fde9c6',
  '#f8d391',
  '#f2bb58',
  '#eca72e',
  '#e09a18',
  '#9a6200',
  '#875500',
  '#744800',
  '#5c3900',
]
const bad: MantineColorsTuple = [
  '#fdecea',
  '#f9d8d5',
  '#efb0aa',
  '#e6857c',
  '#df6459',
  '#d94f43',
  '#b3261e',
  '#9d1f18',
  '#861a14',
  '#69120d',
]

/** Sizes, shapes and colours of everything; ARCHITECTURE says how they are used. */
export const theme = createTheme({
  colors: { brand, good, attention, bad },
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.2,
  // Mantine chooses black or white by the light scheme alone; in dark, white on what is filled would be 3.4:1.
  variantColorResolver: (input) => {
    const usual = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...usual, color: 'var(--vk-on-filled)' } : usual
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, "Liberation Mono", "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.5rem' },
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
    // A compact button is lower, never larger in its words, than the usual one beside it.
    Button: {
      vars: (_theme: unknown, { size }: { readonly size?: unknown }) => ({
        root: size === 'compact-md' ? { '--button-fz': 'var(--mantine-font-size-sm)' } : {},
      }),
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    ModalTitle: { defaultProps: { fw: 650, fz: 'h2' } },
    // Its <header> would be taken for another banner of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
  },
})

/** The grounds, lines and texts in both schemes; parts use these, never a colour of their own. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f6',
    '--mantine-color-text': '#1c2226',
    '--mantine-color-dimmed': '#56616a',
    '--mantine-color-placeholder': '#66727b',
    '--mantine-color-error': '#9d1f18',
    '--vk-surface': '#ffffff',
    '--vk-sunken': '#eef1f1',
    '--vk-line': '#d7dddf',
    '--vk-focus': '#1f5f8b',
    '--vk-on-filled': '#ffffff',
    ...tones(
      { good: '#125a3a', attention: '#744800', bad: '#9d1f18', info: '#1b547c' },
      { good: '#e8f6ef', attention: '#fff5e0', bad: '#fdecea', info: '#eaf3f9' },
    ),
  },
  dark: {
    '--mantine-color-body': '#14181b',
    '--mantine-color-text': '#e4e8ea',
    '--mantine-color-dimmed': '#a3adb4',
    '--mantine-color-placeholder': '#8b969e',
    '--mantine-color-error': '#f09d95',
    '--mantine-color-anchor': '#8fbbdc',
    '--mantine-color-default': '#242b30',
    '--mantine-color-default-hover': '#2b3339',
    '--mantine-color-default-border': '#434d54',
    '--mantine-color-brand-light': '#1f3342',
    '--mantine-color-brand-light-hover': '#263d4e',
    '--mantine-color-brand-light-color': '#b5d3ea',
    '--vk-surface': '#1c2226',
    '--vk-sunken': '#171c1f',
    '--vk-line': '#343d43',
    '--vk-focus': '#7aaacf',
    '--vk-on-filled': '#000000',
    ...tones(
      { good: '#75c29d', attention: '#f2bb58', bad: '#f09d95', info: '#8fbbdc' },
      { good: '#16291f', attention: '#2c2413', bad: '#331c1a', info: '#172733' },
    ),
  },
})

type PerTone = Readonly<Record<'good' | 'attention' | 'bad' | 'info', string>>

function tones(text: PerTone, ground: PerTone): Record<string, string> {
  const all = (['good', 'attention', 'bad', 'info'] as const).flatMap((tone) => [
    [`--vk-${tone}-text`, text[tone]],
    [`--vk-${tone}-ground`, ground[tone]],
  ])
  return Object.fromEntries(all)
}
