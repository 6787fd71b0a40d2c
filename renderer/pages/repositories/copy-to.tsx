import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { orpc } from '../../api.ts'
import { useBegun } from '../../live/use-begun.ts'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf, problemOfQuery } from '../../problems/problem-of.ts'
import { counted } from '../../words/counted.ts'
import { failureOf } from './failure-of.ts'

type CopyToProps = {
  readonly from: string
  readonly targets: readonly string[]
  readonly opened: boolean
  readonly onClose: () => void
}

/** Copies from a repository into another one: says first what would be copied. It goes on when the dialog is closed. */
export function CopyTo({ from, targets, opened, onClose }: CopyToProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Copy from “${from}”`} size="lg">
      <Inside from={from} targets={targets} onClose={onClose} />
    </Modal>
  )
}

function Inside({ from, targets, onClose }: Omit<CopyToProps, 'opened'>) {
  const [chosen, setChosen] = useState<string>()
  const to = chosen ?? targets[0] ?? ''
  const preview = useQuery(orpc.repositories.previewCopy.queryOptions({ input: { from, to }, enabled: to !== '', gcTime: 0 }))
  const copy = useMutation(orpc.repositories.copy.mutationOptions())
  const begun = useBegun(copy.data?.job ?? null)
  const { going, ended } = begun
  const problem = copy.isError ? problemOf(copy.error) : (begun.lost ?? failureOf(ended))
  const busy = copy.isPending || begun.busy
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) copy.mutate({ from, to })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          label="Into"
          data={[...targets]}
          value={to}
          disabled={busy}
          onChange={(event) => {
            copy.reset()
            setChosen(event.currentTarget.value)
          }}
          data-autofocus
        />
        {preview.data === undefined && !preview.isError && <Waiting lines={1} />}
        {preview.data !== undefined && (
          <Text size="sm" role="status">
            {preview.data.copy.length === 0
              ? `${to} has everything of ${from} that it would keep.`
              : `${counted(preview.data.copy.length, 'snapshot')} would be copied.`}
            {preview.data.there > 0 && preview.data.copy.length > 0 && ` ${counted(preview.data.there, 'is', 'are')} there already.`}
            {preview.data.unwanted > 0 &&
              ` ${counted(preview.data.unwanted, 'is', 'are')} left out, for its rules would remove them again.`}
          </Text>
        )}
        {preview.isError && <ProblemAlert problem={problemOfQuery(preview.error)} />}
        {going !== undefined && <JobProgress job={going} />}
        {problem !== null && !busy && <ProblemAlert problem={problem} />}
        {(ended?.verdict === 'done' || ended?.verdict === 'warnings') && (
          <div role="status">
            <Callout tone={ended.verdict === 'done' ? 'good' : 'attention'} title={`${to} has what it would keep of ${from}`}>
              {ended.verdict === 'done' ? 'What was copied was proven to be equal.' : 'It was copied, with remarks: see the activity.'}
            </Callout>
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={busy} disabled={preview.data === undefined || preview.data.copy.length === 0}>
            Copy
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
