import { Checkbox, List, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ComebackMachine } from '../../../main/contract/procedures/comeback.ts'
import { api, orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { When } from '../../parts/when.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { counted } from '../../words/counted.ts'
import { KeychainNote } from '../first-run/keychain-note.tsx'
import { ChoiceCards } from '../restore/choice-cards.tsx'
import { newestMachine, vaultsAtFirst } from './comeback-draft.ts'
import { ComebackFrame } from './comeback-frame.tsx'
import { VaultToBring } from './vault-to-bring.tsx'

type Said = Parameters<typeof api.comeback.look>[0]

type ChooseWhatProps = {
  readonly machines: readonly ComebackMachine[]
  /** A return that was cut off goes on. */
  readonly unfinished: boolean
  /** The place with what lets us in. */
  readonly said: Said
  readonly onBegun: (job: string) => void
  readonly onBack: () => void
}

/** Which machine this one becomes, and which of its vaults come back at once. */
export function ChooseWhat({ machines, unfinished, said, onBegun, onBack }: ChooseWhatProps) {
  const first = newestMachine(machines)
  const [host, setHost] = useState(first?.host)
  const machine = machines.find((one) => one.host === host)
  if (first === undefined || machine === undefined)
    return (
      <ComebackFrame step="what" onBack={onBack}>
        <Callout tone="attention" title="Nothing that could come back lies there">
          The password is right, but no machine has kept anything there. Look for another folder, or another address in your emergency kit.
        </Callout>
      </ComebackFrame>
    )
  return (
    <OneMachine key={machine.host} machine={machine} unfinished={unfinished} said={said} onBegun={onBegun} onBack={onBack}>
      {machines.length > 1 && (
        <ChoiceCards
          label="Which machine does this one become?"
          value={machine.host}
          choices={machines.map((one) => ({ value: one.host, name: one.host, says: saysOf(one) }))}
          onChoose={setHost}
        />
      )}
    </OneMachine>
  )
}

function saysOf({ vaults, time }: ComebackMachine): string {
  return `${counted(vaults.length, 'vault')}${time === null ? ', without its settings' : ', with its settings and its history'}`
}

type OneMachineProps = Omit<ChooseWhatProps, 'machines'> & { readonly machine: ComebackMachine; readonly children: ReactNode }

function OneMachine({ machine, unfinished, said, onBegun, onBack, children }: OneMachineProps) {
  const { host, time, newest, alive, elsewhere, vaults, notes } = machine
  const setup = useQuery(orpc.setup.state.queryOptions())
  const [chosen, setChosen] = useState(() => vaultsAtFirst(machine, unfinished))
  const [takeOver, setTakeOver] = useState(false)
  const [inFile, setInFile] = useState(false)
  const begin = useMutation({
    mutationFn: () => api.comeback.begin({ ...said, host, vaults: chosen, takeOver, keepIn: inFile ? 'file' : 'keychain' }),
    onSuccess: ({ job }) => onBegun(job),
  })
  const keychain = setup.data?.keychain
  const keepable = keychain === 'ready' || (keychain === 'absent' && inFile)
  return (
    <ComebackFrame
      step="what"
      lead={`This computer goes on as ${host}: with its plans, its places, its history, and its backups where they ended.`}
      next={chosen.length === 0 ? 'Bring the settings back' : `Bring it back with ${counted(chosen.length, 'vault')}`}
      onNext={() => begin.mutate()}
      onBack={onBack}
      canGoOn={keepable && (!alive || takeOver)}
      busy={begin.isPending}
    >
      {children}
      <Text size="sm">
        {time === null ? (
          <>
            Its settings are not among the backups: an older Vaultkeeper, or another program, made them. A plan is proposed from what is
            there, and you can change it.
          </>
        ) : (
          <>
            Settings and history as of <When time={time} />.
          </>
        )}
        {newest !== null && (
          <>
            {' '}
            Newest backup <When time={newest} />.
          </>
        )}
      </Text>
      {elsewhere !== null && (
        <Text size="sm">
          Its settings say that these backups are at <strong style={{ overflowWrap: 'anywhere' }}>{elsewhere}</strong>. They will say where
          you have found them now.
        </Text>
      )}
      {alive && (
        <Callout tone="attention" title={`${host} may still be at work`}>
          <Stack gap="xs">
            <Text size="sm">Its newest backup is young. Two computers under one name would take each other's backups for their own.</Text>
            <Checkbox
              label={`${host} is gone or switched off for good: this computer takes its place`}
              checked={takeOver}
              onChange={(event) => setTakeOver(event.currentTarget.checked)}
            />
          </Stack>
        </Callout>
      )}
      {notes.length > 0 && (
        <Callout tone="info" title="Different here">
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Callout>
      )}
      <Stack gap="sm" role="group" aria-label="Vaults that come back now">
        <Text fw={600}>Vaults that come back now</Text>
        {vaults.length === 0 && <Text size="sm">It has kept no vault there.</Text>}
        {vaults.map((vault) => (
          <VaultToBring
            key={vault.id}
            vault={vault}
            unfinished={unfinished}
            chosen={chosen.includes(vault.id)}
            onToggle={(on) => setChosen(on ? [...chosen, vault.id] : chosen.filter((id) => id !== vault.id))}
          />
        ))}
        <Text size="sm" c="dimmed">
          The others can be restored at any time.
        </Text>
      </Stack>
      {keychain !== undefined && (
        <KeychainNote keychain={keychain} embedded={false} inFile={inFile} onInFile={setInFile} onAgain={() => void setup.refetch()} />
      )}
      {begin.isError && <ProblemAlert problem={problemOf(begin.error)} />}
    </ComebackFrame>
  )
}
