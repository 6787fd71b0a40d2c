import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { OpenAnomaly } from '../../main/contract/procedures/anomalies.ts'
import { orpc } from '../api.ts'
import { announce } from '../parts/announcer.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { QueryView } from '../parts/query-view.tsx'
import { When } from '../parts/when.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { counted } from '../words/counted.ts'

/** What a person says of an unusual change. */
export type AnomalyChoice = 'expected' | 'bring-back' | 'restored'

type AnswerAnomalyProps = {
  readonly anomaly: string
  /** What is chosen at first: nothing, unless whoever asked has said so elsewhere. */
  readonly choice: AnomalyChoice | undefined
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks a person what an unusual change was; until then nothing is removed. */
export function AnswerAnomaly({ anomaly, choice, opened, onClose }: AnswerAnomalyProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Was this you?" size="lg">
      <Inside id={anomaly} first={choice} onClose={onClose} />
    </Modal>
  )
}

type InsideProps = { readonly id: string; readonly first: AnomalyChoice | undefined; readonly onClose: () => void }

function Inside({ id, first, onClose }: InsideProps) {
  const open = useQuery(orpc.anomalies.list.queryOptions())
  return (
    <QueryView query={open}>
      {(all) => {
        const one = all.find((anomaly) => anomaly.id === id)
        return one === undefined ? <Gone onClose={onClose} /> : <Question anomaly={one} first={first} onClose={onClose} />
      }}
    </QueryView>
  )
}

function Gone({ onClose }: { readonly onClose: () => void }) {
  return (
    <Stack>
      <Text role="status">This was answered meanwhile.</Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  )
}

type QuestionProps = Omit<InsideProps, 'id'> & { readonly anomaly: OpenAnomaly }

function Question({ anomaly, first, onClose }: QuestionProps) {
  const { id, why, time, name, lastGood, vault, repository } = anomaly
  const [choice, setChoice] = useState(first === 'bring-back' && lastGood === null ? null : (first ?? null))
  const answer = useMutation(
    orpc.anomalies.answer.mutationOptions({
      onSuccess: () => {
        announce(`Answered: ${name}`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (choice === 'expected' || choice === 'restored') answer.mutate({ id, answer: choice })
    else if (choice === 'bring-back' && lastGood !== null) {
      onClose()
      location.hash = `#/restore?${new URLSearchParams({ need: 'time', vault, repository, snapshot: lastGood.id }).toString()}`
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <div>
          <Text fw={600}>{why}</Text>
          <Text size="sm" c="dimmed">
            {name}, noticed <When time={time} />. All snapshots are kept, and none is removed until you have answered.
          </Text>
        </div>
        <Radio.Group label="What was it?" value={choice ?? ''} onChange={(value) => setChoice(value as AnomalyChoice)}>
          <Stack gap="sm" mt="xs">
            <Radio
              value="expected"
              label="This was me"
              description="It is as it should be; later changes are compared with it."
              data-autofocus
            />
            {lastGood !== null && (
              <Radio
                value="bring-back"
                label="It was not me: bring the last good state back"
                description={<LastGood lastGood={lastGood} />}
              />
            )}
            <Radio
              value="restored"
              label="It was not me, and I have put it right"
              description="The unusual snapshots stay, and later changes are compared with the last good state."
            />
          </Stack>
        </Radio.Group>
        {answer.isError && <ProblemAlert problem={problemOf(answer.error)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Ask me later
          </Button>
          <Button type="submit" loading={answer.isPending} disabled={choice === null}>
            {choice === 'bring-back' ? 'Go to the restore' : 'Answer'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function LastGood({ lastGood }: { readonly lastGood: NonNullable<OpenAnomaly['lastGood']> }) {
  return (
    <>
      From <When time={lastGood.time} />
      {lastGood.files !== null && `, ${counted(lastGood.files, 'file')}`}. You look at it first; nothing is overwritten before you say so.
    </>
  )
}
