import { Group, Text } from '@mantine/core'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'

/** A way that news take, as it is in force. */
export type KnownCarrier = {
  readonly id: string
  readonly name: string
  readonly failing: { readonly since: string; readonly why: string } | null
}

/** Since when nothing arrives, and why; nothing where all is well. */
export function FailingCarrier({ failing }: Pick<KnownCarrier, 'failing'>) {
  if (failing === null) return null
  return (
    <Group gap="xs" wrap="nowrap">
      <ToneIcon tone="bad" />
      <Text size="sm">
        Nothing arrives since <When time={failing.since} />: {failing.why}.
      </Text>
    </Group>
  )
}
