import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OtherMachine } from '../../../main/contract/procedures/machines.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { ChangeMachine } from './change-machine.tsx'

/** The other machines that keep their snapshots in a repository, whether they still do, and what can be had back of them. Nothing where there is none. */
export function RepositoryMachines({ repository }: { readonly repository: string }) {
  const machines = useQuery(orpc.machines.list.queryOptions())
  const [asked, setAsked] = useState<OtherMachine>()
  return (
    <EditorSection
      title="Other machines in it"
      lead="Their snapshots are theirs: no rule of this machine ever removes one. They can be looked at and restored here."
    >
      <QueryView query={machines} waiting={<Waiting lines={1} />}>
        {(all) => {
          const here = all.filter(({ repositories }) => repositories.includes(repository))
          if (here.length === 0)
            return (
              <Text size="sm" c="dimmed">
                No other machine has kept anything there so far.
              </Text>
            )
          return (
            <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
              {here.map((machine) => (
                <li key={machine.machine}>
                  <Machine machine={machine} repository={repository} onChange={() => setAsked(machine)} />
                </li>
              ))}
            </Stack>
          )
        }}
      </QueryView>
      <ChangeMachine machine={asked} onClose={() => setAsked(undefined)} />
    </EditorSection>
  )
}

type MachineProps = { readonly machine: OtherMachine; readonly repository: string; readonly onChange: () => void }

function Machine({ machine, repository, onChange }: MachineProps) {
  const { name, machine: host, newest, snapshots, vaults, quietSince, by } = machine
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <Text fw={600}>{name}</Text>
        {quietSince !== null ? (
          <ToneBadge tone="attention">Quiet</ToneBadge>
        ) : (
          <ToneBadge tone={by === 'too-few' ? 'calm' : 'good'}>{by === 'too-few' ? 'Seen' : 'Backs up'}</ToneBadge>
        )}
        <Button size="compact-sm" variant="default" aria-label={`Change ${name}`} aria-haspopup="dialog" onClick={onChange}>
          Change…
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {name !== host && `${host}: `}
        {counted(snapshots, 'snapshot')}, the newest <When time={newest} />
      </Text>
      <Group gap="sm">
        {vaults
          .filter(({ repositories }) => repositories.includes(repository))
          .map(({ vault, name: called }) => (
            <Anchor
              key={vault}
              size="sm"
              href={`#/restore?${new URLSearchParams({ need: 'time', vault })}`}
              aria-label={`Restore ${called} of ${name}`}
            >
              Restore {called}
            </Anchor>
          ))}
      </Group>
    </Stack>
  )
}
