import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../api.ts'
import { EmergencyKit } from '../../kit/emergency-kit.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { listed } from '../../words/counted.ts'
import { EditorSection } from '../plans/editor-section.tsx'

/** `mirror`: the repository that it is filled from, where it is a mirror. */
type AddedProps = { readonly repository: string; readonly plans: readonly string[]; readonly mirror?: string }

/** The end of adding a repository: what is ready, the first backup there, and its emergency kit. The focus goes to what is ready. */
export function Added({ repository, plans, mirror = '' }: AddedProps) {
  const ready = useRef<HTMLDivElement>(null)
  useEffect(() => ready.current?.focus(), [])
  const [checked, setChecked] = useState(false)
  const backUp = useMutation({
    mutationFn: async () => {
      for (const plan of plans) await api.backups.start({ plan })
    },
  })
  return (
    <Stack gap="lg">
      <div ref={ready} tabIndex={-1} role="status" style={{ outline: 'none' }}>
        <Callout
          tone="good"
          title={`The repository ${repository} is ready`}
          actions={
            <>
              {plans.length > 0 && !backUp.isSuccess && (
                <Button loading={backUp.isPending} onClick={() => backUp.mutate()}>
                  Back up now
                </Button>
              )}
              <Button component="a" href={`#/repositories/${encodeURIComponent(repository)}`} variant="default">
                See the repository
              </Button>
            </>
          }
        >
          <Text size="sm">
            {mirror !== '' ? (
              `It is filled from ${mirror} by itself; the first copy begins with the schedule.`
            ) : plans.length === 0 ? (
              <>
                No plan writes there yet: choose it under “Where to” in a <Anchor href="#/plans">plan</Anchor>.
              </>
            ) : backUp.isSuccess ? (
              'The backup has begun.'
            ) : (
              `${listed(plans, 4)} ${plans.length === 1 ? 'keeps' : 'keep'} the next snapshot there, too. Until then there is nothing in it.`
            )}
          </Text>
        </Callout>
        {backUp.isError && <ProblemAlert problem={problemOf(backUp.error)} />}
      </div>
      <EditorSection
        title="Its emergency kit"
        lead="One page with all that is needed to get everything back from there, even without Vaultkeeper: print it, or save it to a safe place that is not this computer."
      >
        {checked ? (
          <Group gap="xs">
            <Text size="sm" role="status">
              You have it. No page shows this password any more.
            </Text>
          </Group>
        ) : (
          <EmergencyKit repository={repository} onChecked={() => setChecked(true)} />
        )}
      </EditorSection>
    </Stack>
  )
}
