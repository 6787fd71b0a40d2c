import { Stack, Text, Title } from '@mantine/core'
import type { ProblemCard as Card } from '../../../main/contract/procedures/overview.ts'
import { Callout } from '../../parts/callout.tsx'
import { When } from '../../parts/when.tsx'
import { MendButton } from './mend-button.tsx'

const tones = { bad: 'bad', attention: 'attention', note: 'info' } as const

/** One problem: what is the matter, since when, what mends it, and the button that does. */
export function ProblemCard({ card }: { readonly card: Card }) {
  const { tone, title, sentence, remedy, since, action, also } = card
  const actions = [action, ...also].filter(({ kind }) => kind !== 'none')
  return (
    <Callout
      tone={tones[tone]}
      title={
        <Title order={3} component="h3">
          {title}
        </Title>
      }
      {...(actions.length === 0
        ? {}
        : {
            actions: actions.map((one, at) => (
              <MendButton key={one.kind} action={one} about={title} variant={at === 0 && tone !== 'note' ? 'filled' : 'default'} />
            )),
          })}
    >
      <Stack gap={6}>
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {sentence}
        </Text>
        {remedy !== null && (
          <Text size="sm" fw={550}>
            {remedy}
          </Text>
        )}
        {since !== null && (
          <Text size="xs" c="dimmed">
            Since <When time={since} />
          </Text>
        )}
      </Stack>
    </Callout>
  )
}
