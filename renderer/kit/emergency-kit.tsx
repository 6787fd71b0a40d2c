import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload, IconEye, IconFileText, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Kit } from '../../main/contract/procedures/kit.ts'
import { orpc } from '../api.ts'
import { Callout } from '../parts/callout.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { QueryView } from '../parts/query-view.tsx'
import { When } from '../parts/when.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { CheckKit } from './check-kit.tsx'
import { KitSheet } from './kit-sheet.tsx'
import { saveKit } from './save-kit.ts'

type EmergencyKitProps = { readonly repository: string; readonly onChecked?: () => void }

/**
 * The emergency kit of a repository: shown with its password when somebody asks for it, printed or saved, and checked by the end of its password. Once that
 * was right, or another password or place took its place, the password is gone from the page.
 */
export function EmergencyKit({ repository, onChecked }: EmergencyKitProps) {
  const kit = useQuery(orpc.kit.get.queryOptions({ input: { repository }, gcTime: 0 }))
  return <QueryView query={kit}>{(data) => <Inside kit={data} onChecked={onChecked} />}</QueryView>
}

function Inside({ kit, onChecked }: { readonly kit: Kit; readonly onChecked: (() => void) | undefined }) {
  const { repository } = kit
  const reveal = useMutation(orpc.kit.password.mutationOptions({ gcTime: 0, onMutate: () => leadsTo(kit) }))
  const isOfBefore = reveal.context !== leadsTo(kit)
  const shown = (isOfBefore ? undefined : reveal.data) ?? null
  const made = useMutation(orpc.kit.made.mutationOptions())
  const sheet = useRef<HTMLDivElement>(null)
  const { isSuccess, reset: forget } = reveal
  useEffect(() => {
    if (isSuccess && isOfBefore) forget()
  }, [isSuccess, isOfBefore, forget])
  useEffect(() => {
    if (shown !== null) sheet.current?.focus()
  }, [shown])
  const { text, html } = shown ?? kit
  const onPaper = (deed: () => void) => () => {
    deed()
    // From then on it is known where the kit leads that somebody has.
    made.mutate({ repository, key: kit.key })
  }
  return (
    <Stack gap="lg">
      <Stack gap="sm" className="vk-no-print">
        <Standing kit={kit} />
        {reveal.isError && <ProblemAlert problem={problemOf(reveal.error)} />}
        {made.isError && <ProblemAlert problem={problemOf(made.error)} />}
        <Group gap="sm">
          {kit.showable && shown === null && (
            <Button
              leftSection={<IconEye size={18} aria-hidden />}
              loading={reveal.isPending}
              onClick={() => reveal.mutate({ repository })}
            >
              Show the password
            </Button>
          )}
          <Button
            variant={kit.showable && shown === null ? 'default' : 'filled'}
            leftSection={<IconPrinter size={18} aria-hidden />}
            onClick={onPaper(() => print())}
          >
            Print
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={onPaper(() => saveKit(html, repository, 'html'))}
          >
            Save to print later
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileText size={18} aria-hidden />}
            onClick={onPaper(() => saveKit(text, repository, 'txt'))}
          >
            Save as text
          </Button>
        </Group>
        {shown === null && kit.showable && (
          <Text size="sm" c="dimmed">
            Make sure that nobody looks over your shoulder. Without showing it first, the kit is printed with a line to write it on.
          </Text>
        )}
        {shown !== null && (
          <Text size="sm" c="dimmed">
            What is printed or saved now holds the password.
          </Text>
        )}
      </Stack>
      <div ref={sheet} tabIndex={-1} style={{ outline: 'none', scrollMarginTop: '5rem' }}>
        <KitSheet kit={kit} secret={shown} />
      </div>
      <CheckKit
        repository={repository}
        onRight={() => {
          forget()
          onChecked?.()
        }}
      />
    </Stack>
  )
}

/** What a kit leads to: with another password, or to another place, it is another kit. */
function leadsTo({ key, keys, location }: Kit): string {
  return JSON.stringify([key, keys, location])
}

function Standing({ kit }: { readonly kit: Kit }) {
  if (kit.standing === 'outdated')
    return (
      <Callout tone="attention" title="The kit that you have is out of date">
        {kit.sentence} Print or save this one, and throw the old one away.
      </Callout>
    )
  if (kit.checked === null) return null
  return (
    <Callout tone={kit.standing === 'due' ? 'attention' : 'good'} title="You have this password">
      It was checked <When time={kit.checked} />, so no page shows it any more. Check again now and then whether you still find your kit.
    </Callout>
  )
}
