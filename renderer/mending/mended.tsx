import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { orpc } from '../api.ts'
import { Callout } from '../parts/callout.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { problemOf } from '../problems/problem-of.ts'

type MendedProps = { readonly title: string; readonly children: string; readonly onClose: () => void }

/** The end of a mending dialog: what is well again, and the backup that shows it. The focus is on that, for what had it is gone. */
export function Mended({ title, children, onClose }: MendedProps) {
  const next = useRef<HTMLButtonElement>(null)
  const backUp = useMutation(orpc.backups.all.mutationOptions({ onSuccess: onClose }))
  useEffect(() => next.current?.focus(), [])
  return (
    <Stack>
      <div role="status">
        <Callout tone="good" title={title}>
          <Text size="sm">{children}</Text>
        </Callout>
      </div>
      {backUp.isError && <ProblemAlert problem={problemOf(backUp.error)} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button ref={next} loading={backUp.isPending} onClick={() => backUp.mutate(undefined)}>
          Back up now
        </Button>
      </Group>
    </Stack>
  )
}
