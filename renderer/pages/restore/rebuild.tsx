import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { VaultThen } from '../../../main/contract/procedures/moments.ts'
import { orpc } from '../../api.ts'
import { Empty } from '../../parts/empty.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { VaultMarks } from '../../parts/vault-marks.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { Marks } from './moment-list.tsx'
import { NothingSaved } from './nothing-saved.tsx'
import { vaultsToRebuild } from './rebuild-wishes.ts'
import classes from './restore.module.css'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

type RebuildProps = { readonly state: WizardState; readonly go: Go; readonly agents?: boolean }

/** All vaults at once, or agents: which of them, and as of when. */
export function Rebuild({ state, go, agents = false }: RebuildProps) {
  const { moment } = state
  const time = moment === null ? undefined : new Date(moment)
  const input = time === undefined || Number.isNaN(time.getTime()) ? {} : { time: time.toISOString() }
  const vaults = useQuery(orpc.moments.at.queryOptions({ input }))
  return (
    <Stack gap="md">
      <TextInput
        type="datetime-local"
        label="As of"
        description="Left empty: the newest of each that is as it should be."
        maw={320}
        value={moment === null ? '' : localTime(moment)}
        onChange={(event) => {
          const { value } = event.currentTarget
          go({ step: 'from', moment: value === '' ? null : value }, { replace: true })
        }}
      />
      <QueryView query={vaults} waiting={<Waiting lines={4} height={56} />}>
        {(all) => {
          const some = all.filter(({ agent }) => !agents || agent)
          const chosen = vaultsToRebuild(all, state)
          if (some.length === 0)
            return agents ? (
              <Empty title="No agent was saved yet">A vault is an agent’s when a SOUL.md stands in it.</Empty>
            ) : (
              <NothingSaved />
            )
          const toggle = (vault: VaultThen) => {
            const on = chosen.includes(vault)
            const left = on ? chosen.filter((one) => one !== vault) : [...chosen, vault]
            // Nobody chosen is said by a name that no vault has, for none named are all.
            go({ step: 'from', vaults: left.length === 0 ? ['-'] : left.map((one) => one.vault) }, { replace: true })
          }
          return (
            <>
              <ul className={classes['list']}>
                {some.map((vault) => (
                  <li key={vault.vault}>
                    <VaultRow vault={vault} chosen={chosen.includes(vault)} onToggle={() => toggle(vault)} />
                  </li>
                ))}
              </ul>
              <Group justify="space-between">
                <Text size="sm" role="status">
                  {counted(chosen.length, agents ? 'agent' : 'vault')} chosen.
                </Text>
                <Button disabled={chosen.length === 0} onClick={() => go({ step: 'where', place: 'original', policy: 'always' })}>
                  Continue
                </Button>
              </Group>
            </>
          )
        }}
      </QueryView>
    </Stack>
  )
}

function VaultRow({ vault, chosen, onToggle }: { readonly vault: VaultThen; readonly chosen: boolean; readonly onToggle: () => void }) {
  const { name, path, there, agent, moment } = vault
  return (
    <div className={classes['row']}>
      <Checkbox
        label={name}
        description={
          <>
            {path}
            {!there && ', which is not there now'}
            {agent && (
              <>
                {' '}
                <VaultMarks marks={['soul']} />
              </>
            )}
          </>
        }
        checked={chosen}
        disabled={moment === null}
        onChange={onToggle}
      />
      {moment === null ? (
        <Text size="sm" c="dimmed">
          Not saved yet by then
        </Text>
      ) : (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            <When time={moment.time} />
            {moment.bytes !== null && `, ${bytesInWords(moment.bytes)}`}
          </Text>
          <Marks moment={moment} />
        </Group>
      )}
    </div>
  )
}

/** For the field: the wall clock's time, to the minute. */
function localTime(moment: string): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
