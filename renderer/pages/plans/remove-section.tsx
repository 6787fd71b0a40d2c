import { Button, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { orpc } from '../../api.ts'
import { keepDraft } from '../../editing/kept-drafts.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { DiffView } from '../../parts/diff-view.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf } from '../../problems/problem-of.ts'

type RemoveSectionProps = {
  readonly way: readonly [string, string]
  /** `the plan daily` */
  readonly what: string
  /** What that means for what was kept so far. */
  readonly children: ReactNode
  readonly onRemoved: () => void
}

/** Takes a plan, a vault or a repository out of the file, once a person has seen what that means. */
export function RemoveSection({ way, what, children, onRemoved }: RemoveSectionProps) {
  const [opened, { open, close }] = useDisclosure(false)
  const queries = useQueryClient()
  const edits = [{ path: [...way] }]
  const check = useQuery(orpc.editing.check.queryOptions({ input: { edits }, enabled: opened }))
  const remove = useMutation(
    orpc.editing.apply.mutationOptions({
      onSuccess: async () => {
        keepDraft(way.join('.'), undefined)
        announce(`${what} is deleted.`)
        close()
        onRemoved()
        await queries.invalidateQueries()
      },
    }),
  )
  const [mistake] = check.data?.problems ?? []
  return (
    <>
      <Button className="vk-wraps" variant="subtle" color="bad" onClick={open} style={{ alignSelf: 'flex-start' }}>
        Delete {what}…
      </Button>
      <ConfirmDialog
        opened={opened}
        title={`Delete ${what}?`}
        confirm="Delete"
        danger
        busy={remove.isPending}
        onClose={close}
        onConfirm={() => {
          if (check.data !== undefined && mistake === undefined) remove.mutate({ edits, basedOn: check.data.hash })
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{children}</Text>
          {check.data === undefined && <Waiting lines={2} />}
          {mistake !== undefined && (
            <Callout tone="bad" title="It cannot be deleted yet">
              {mistake.sentence}
            </Callout>
          )}
          {mistake === undefined && check.data?.diff && <DiffView diff={check.data.diff} />}
          {remove.error !== null && <ProblemAlert problem={problemOf(remove.error)} />}
        </Stack>
      </ConfirmDialog>
    </>
  )
}
