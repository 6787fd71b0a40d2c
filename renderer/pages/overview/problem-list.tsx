import { Stack, Title } from '@mantine/core'
import type { ProblemCard as Card } from '../../../main/contract/procedures/overview.ts'
import { ProblemCard } from './problem-card.tsx'

/** Everything that is not as it should be: first what needs a person, then what should be known. */
export function ProblemList({ problems }: { readonly problems: readonly Card[] }) {
  const needing = problems.filter(({ tone }) => tone !== 'note')
  const notes = problems.filter(({ tone }) => tone === 'note')
  return (
    <>
      <Cards id="needing" title="What needs you" cards={needing} />
      <Cards id="notes" title="Good to know" cards={notes} />
    </>
  )
}

function Cards({ id, title, cards }: { readonly id: string; readonly title: string; readonly cards: readonly Card[] }) {
  if (cards.length === 0) return null
  return (
    <Stack gap="md" component="section" aria-labelledby={id}>
      <Title order={2} id={id} tabIndex={-1}>
        {title}
      </Title>
      {cards.map((card) => (
        <ProblemCard key={card.id} card={card} />
      ))}
    </Stack>
  )
}
