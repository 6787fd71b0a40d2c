import { Stack, Title } from '@mantine/core'
import type { ProblemCard as Card } from '../../../main/contract/procedures/overview.ts'
import { ProblemCard } from './problem-card.tsx'

type ProblemListProps = { readonly id: string; readonly title: string; readonly problems: readonly Card[] }

/** Things that are not as they should be, below a heading; nothing where there are none. */
export function ProblemList({ id, title, problems }: ProblemListProps) {
  if (problems.length === 0) return null
  return (
    <Stack gap="md" component="section" aria-labelledby={id}>
      <Title order={2} id={id} tabIndex={-1}>
        {title}
      </Title>
      {problems.map((card) => (
        <ProblemCard key={card.id} card={card} />
      ))}
    </Stack>
  )
}
