import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Job } from '../../main/contract/procedures/jobs.ts'
import { timeLeft } from '../../main/contract/words/duration-in-words.ts'
import { agentsDone, type ProgressNumbers, partDone, percentInWords, stepWords } from '../../main/contract/words/progress-in-words.ts'
import { orpc } from '../api.ts'
import { problemOf } from '../problems/problem-of.ts'
import { bytesInWords } from '../words/bytes-in-words.ts'
import { count } from '../words/counted.ts'
import { ProblemAlert } from './problem-alert.tsx'
import { RecoveryLevels } from './recovery-levels.tsx'
import { Shown } from './shown.tsx'

/** How far a job is, what it works on, how long it goes on, and a button that ends it. */
export function JobProgress({ job }: { readonly job: Job }) {
  const cancel = useMutation(orpc.jobs.cancel.mutationOptions())
  const { progress, ended, cancelling, notes, title } = job
  if (ended !== null) return null
  const numbers = progress === null || progress.step === 'note' ? null : progress
  const part = numbers === null ? null : partDone(numbers)
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fw={600}>{title}</Text>
        <Button
          variant="default"
          size="compact-sm"
          style={{ flex: 'none' }}
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
      {numbers?.step === 'recovering' && <RecoveryLevels levels={numbers.levels} />}
      {cancel.isError && <ProblemAlert problem={problemOf(cancel.error)} />}
      {numbers !== null && 'current' in numbers && numbers.current !== undefined && (
        <Text size="xs" c="dimmed" truncate="start">
          <Shown text={numbers.current} />
        </Text>
      )}
    </Stack>
  )
}

function amountInWords(progress: ProgressNumbers): string {
  if (progress.step === 'recovering') {
    const { done, all } = agentsDone(progress)
    return `${count(done)} of ${count(all)} agents`
  }
  if ('done' in progress) return `${count(progress.done)} of ${count(progress.total)}`
  return `${count(progress.filesDone)} of ${count(progress.files)} files, ${bytesInWords(progress.bytesDone)} of ${bytesInWords(progress.bytes)}`
}

function numbersInWords(progress: ProgressNumbers): string {
  const percent = percentInWords(partDone(progress))
  const amount = amountInWords(progress)
  const seconds = 'secondsLeft' in progress ? progress.secondsLeft : undefined
  return `${stepWords[progress.step]}: ${percent}, ${amount}${seconds === undefined || seconds <= 0 ? '' : `, ${timeLeft(seconds)} left`}`
}
