import { Anchor, Box, Text } from '@mantine/core'
import { Surface } from '../../parts/surface.tsx'
import { listed } from '../../words/counted.ts'
import classes from './item-list.module.css'

/** A vault or a repository as it stands in a list. */
export type Item = {
  readonly key: string
  readonly href: string
  readonly name: string
  readonly place: string
  /** What else is worth knowing, in a few words. */
  readonly notes: readonly string[]
  readonly plans: readonly string[]
  /** Where it is told how it stands, where that is another page. */
  readonly standing?: string
  /** That no plan names it is worth a second look. */
  readonly wanted: boolean
}

/** Vaults or repositories, each with its place and the plans that name it; side by side, or below each other where it is narrow. */
export function ItemList({ label, items }: { readonly label: string; readonly items: readonly Item[] }) {
  return (
    <Surface py="xs">
      <ul className={classes['list']} aria-label={label}>
        {items.map(({ key, href, name, place, notes, plans, wanted, standing }) => (
          <li key={key} className={classes['item']}>
            <Anchor href={href} fw={550}>
              {name}
            </Anchor>
            <Box>
              <Text size="sm">{place}</Text>
              {notes.length > 0 && (
                <Text size="xs" c="dimmed">
                  {notes.join('; ')}
                </Text>
              )}
            </Box>
            <Box>
              <Text size="sm" c={plans.length === 0 && wanted ? 'var(--vk-attention-text)' : 'dimmed'}>
                {plans.length === 0 ? 'In no plan' : `In ${listed(plans, 4)}`}
              </Text>
              {standing !== undefined && (
                <Anchor size="sm" href={standing} aria-label={`How it stands: ${name}`}>
                  How it stands
                </Anchor>
              )}
            </Box>
          </li>
        ))}
      </ul>
    </Surface>
  )
}
