import { Group, Text } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { orpc } from '../../api.ts'
import { When } from '../../parts/when.tsx'
import { Marks } from './moment-list.tsx'
import type { WizardState } from './wizard-state.ts'

/** The moment that was chosen, as the records have it; `undefined` until they are there, or for a name that only the engine understands. */
export function useMoment({ snapshot }: Pick<WizardState, 'snapshot'>): Moment | undefined {
  const { data } = useQuery(orpc.moments.list.queryOptions({ input: {} }))
  return data && momentNamed(data, snapshot)
}

/** The moment that a snapshot's name means: its id or the beginning of it, or its label. Pure. */
export function momentNamed(moments: readonly Moment[], snapshot: string | null): Moment | undefined {
  return snapshot === null ? undefined : moments.find((moment) => moment.snapshot.startsWith(snapshot) || moment.label === snapshot)
}

/** Says from when, and of what, is going to be restored. */
export function MomentLine({ state }: { readonly state: WizardState }) {
  const moment = useMoment(state)
  return (
    <Group gap="xs" mih={28}>
      <IconClock size={18} aria-hidden />
      {moment === undefined ? (
        <Text size="sm">From the snapshot {state.snapshot?.slice(0, 24)}</Text>
      ) : (
        <>
          <Text size="sm">
            <b>{moment.vaultName ?? 'Snapshot of another program'}</b> as it was <When time={moment.time} />
          </Text>
          <Marks moment={moment} />
        </>
      )}
    </Group>
  )
}
