import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { OtherMachine } from '../../../main/contract/procedures/machines.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'

type ChangeMachineProps = { readonly machine: OtherMachine | undefined; readonly onClose: () => void }

/** What another machine is called here, and when its silence is told. */
export function ChangeMachine({ machine, onClose }: ChangeMachineProps) {
  return (
    <Modal opened={machine !== undefined} onClose={onClose} title={machine === undefined ? '' : `The machine “${machine.name}”`} size="lg">
      {machine !== undefined && <Inside key={machine.machine} machine={machine} onClose={onClose} />}
    </Modal>
  )
}

type Silence = 'learned' | 'after' | 'never'

function Inside({ machine, onClose }: { readonly machine: OtherMachine; readonly onClose: () => void }) {
  const { machine: host, name: called, by, allowed, usual } = machine
  const [name, setName] = useState(called)
  const [silence, setSilence] = useState<Silence>(by !== 'configuration' ? 'learned' : allowed === null ? 'never' : 'after')
  const [after, setAfter] = useState(by === 'configuration' && allowed !== null ? `${Math.round(allowed / 3_600_000)}h` : '26h')
  const queries = useQueryClient()
  const change = useMutation(
    orpc.machines.change.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries()
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = name.trim()
    change.mutate({
      machine: host,
      name: said === '' || said === host ? null : said,
      staleAfter: silence === 'learned' ? null : silence === 'never' ? false : after.trim(),
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="What it is called here"
          description={`Its host name is ${host}.`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <Radio.Group label="When its silence is told" value={silence} onChange={(value) => setSilence(value as Silence)}>
          <Stack gap="sm" mt="xs">
            <Radio
              value="learned"
              label="When it is silent for much longer than usual"
              description={
                usual === null ? 'It has not backed up often enough yet to tell.' : `Usually it backs up every ${durationInWords(usual)}.`
              }
            />
            <Radio value="after" label="After a time of my own" />
            {silence === 'after' && (
              <TextInput
                aria-label="After"
                description="Such as 26h or 8d."
                value={after}
                onChange={(event) => setAfter(event.currentTarget.value)}
                maw="10rem"
                ms={32}
                spellCheck={false}
                autoComplete="off"
              />
            )}
            <Radio value="never" label="Never: it is gone for good, or backs up only now and then" />
          </Stack>
        </Radio.Group>
        {change.isError && <ProblemAlert problem={problemOf(change.error)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
