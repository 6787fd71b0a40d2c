import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Job, Progress as JobNumbers } from '../../main/contract/procedures/jobs.ts'
import { orpc } from '../api.ts'
import { problemOf } from '../problems/problem-of.ts'
import { bytesInWords } from '../words/bytes-in-words.ts'
import { count } from '../words/counted.ts'
import { timeLeft } from '../words/duration-in-words.ts'
import { ProblemAlert } from './problem-alert.tsx'

const steps = {
  reading: 'Backing up',
  verifying: 'Reading back and comparing',
  restoring: 'Restoring',
  checking: 'Checking the repository',
  indexing: 'Indexing',
} as const

/** How far a job is, what it works on, how long it goes on, and a button that ends it. */
export function JobProgress({ job }: { readonly job: Job }) {
  const cancel = useMutation(orpc.jobs.cancel.mutationOptions())
  const { progress, ended, cancelling, notes, title } = job
  if (ended !== null) return null
  const numbers = progress === null || progress.step === 'note' ? null : progress
  const part = numbers === null ? null : partOf(numbers)
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fw={600}>{title}</Text>
        <Button
          variant="default"
          size="compact-sm"
          disabled={cancelling}
          aria-label={`Cancel: ${title}`}
          onClick={() => cancel.mutate({ job: job.id })}
        >
          {cancelling ? 'Stopping…' : 'Cancel'}
        </Button>
      </Group>
      <Progress value={part === null ? 100 : part * 100} animated={part === null} striped={part === null} aria-label={title} />
      <Text size="sm" c="dimmed" className="vk-numbers">
        {numbers === null ? (notes.at(-1) ?? 'Getting ready…') : numbersInWords(numbers)}
      </Text>
      {cancel.isError && <ProblemAlert problem={problemOf(cancel.error)} />}
      {numbers !== null && 'current' in numbers && numbers.current !== undefined && (
        <Text size="xs" c="dimmed" truncate="start">
          {numbers.current}
        </Text>
      )}
    </Stack>
  )
}

type Numbers = Exclude<JobNumbers, { step: 'note' }>

/** How much of it is done, from 0 to 1. */
function partOf(progress: Numbers): number {
  const raw =
    progress.step !== 'verifying'
      ? progress.percent
      : progress.bytes > 0
        ? progress.bytesDone / progress.bytes
        : progress.filesDone / Math.max(1, progress.files)
  return Math.min(1, Math.max(0, raw))
}

function numbersInWords(progress: Numbers): string {
  const percent = `${Math.floor(partOf(progress) * 100)} %`
  const amount =
    'filesDone' in progress
      ? `${count(progress.filesDone)} of ${count(progress.files)} files, ${bytesInWords(progress.bytesDone)} of ${bytesInWords(progress.bytes)}`
      : `${count(progress.done)} of ${count(progress.total)}`
  const seconds = 'secondsLeft' in progress ? progress.secondsLeft : undefined
  return `${steps[progress.step]}: ${percent}, ${amount}${seconds === undefined || seconds <= 0 ? '' : `, ${timeLeft(seconds)} left`}`
}
