import { Grid, NavLink, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

type SectionedProps = {
  /** The titles of the sections, in their order. */
  readonly titles: readonly string[]
  readonly children: ReactNode
}

/** A long page with the titles of its sections beside it, where there is room; by keyboard one comes to them first. They are buttons: what stands behind the `#` of an address names a page. */
export function Sectioned({ titles, children }: SectionedProps) {
  return (
    <Grid gap="xl">
      <Grid.Col span={3} order={2} visibleFrom="lg">
        <Stack component="nav" aria-label="On this page" gap={0} style={{ position: 'sticky', top: 'var(--mantine-spacing-lg)' }}>
          {titles.map((title) => (
            <NavLink key={title} component="button" type="button" label={title} py={6} onClick={() => goToSection(title)} />
          ))}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 9 }} order={1}>
        {children}
      </Grid.Col>
    </Grid>
  )
}

/** What a section is called in the page. Pure. */
export function sectionId(title: string): string {
  return `section-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}

function goToSection(title: string): void {
  const heading = document.getElementById(sectionId(title))
  heading?.scrollIntoView({ block: 'start' })
  heading?.focus({ preventScroll: true })
}
