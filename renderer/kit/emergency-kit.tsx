import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconDownload, IconEye, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Kit } from '../../main/contract/procedures/kit.ts'
import { orpc } from '../api.ts'
import { Callout } from '../parts/callout.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { QueryView } from '../parts/query-view.tsx'
import { When } from '../parts/when.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { KitSheet } from './kit-sheet.tsx'

type EmergencyKitProps = { readonly repository: string; readonly onChecked?: () => void }

/**
 * The emergency kit of a repository: shown with its password when somebody asks for it, printed or saved, and checked by its last four characters. Once that
 * was right the password is gone from the page.
 */
export function EmergencyKit({ repository, onChecked }: EmergencyKitProps) {
  const kit = useQuery(orpc.kit.get.queryOptions({ input: { repository }, gcTime: 0 }))
  return <QueryView query={kit}>{(data) => <Inside kit={data} onChecked={onChecked} />}</QueryView>
}

function Inside({ kit, onChecked }: { readonly kit: Kit; readonly onChecked: (() => void) | undefined }) {
  const { repository } = kit
  const [shown, setShown] = useState<string | null>(null)
  const reveal = useMutation(orpc.kit.password.mutationOptions({ gcTime: 0, onSuccess: ({ password }) => setShown(password) }))
  const sheet = useRef<HTMLDivElement>(null)
  const forget = () => {
    setShown(null)
    reveal.reset()
  }
  useEffect(() => {
    if (shown !== null) sheet.current?.focus()
  }, [shown])
  return (
    <Stack gap="lg">
      <Stack gap="sm" className="vk-no-print">
        {kit.checked !== null && (
          <Callout tone="good" title="You have this password">
            It was checked <When time={kit.checked} />, so no page shows it any more. Check again now and then whether you still find your
            kit.
          </Callout>
        )}
        {reveal.isError && <ProblemAlert problem={problemOf(reveal.error)} />}
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
            onClick={() => print()}
          >
            Print
          </Button>
          <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={() => save(kit, shown)}>
            Save as text
          </Button>
        </Group>
        {shown === null && kit.showable && (
          <Text size="sm" c="dimmed">
            Make sure that nobody looks over your shoulder. Without showing it first, the kit is printed with a blank to write on.
          </Text>
        )}
      </Stack>
      <div ref={sheet} tabIndex={-1} style={{ outline: 'none', scrollMarginTop: '5rem' }}>
        <KitSheet kit={kit} password={shown} />
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

/** Asks for the end of the password, as it stands on the paper or in the file that it was saved to. */
function CheckKit({ repository, onRight }: { readonly repository: string; readonly onRight: () => void }) {
  const [last, setLast] = useState('')
  const check = useMutation(
    orpc.kit.check.mutationOptions({
      gcTime: 0,
      onSuccess: ({ right }) => {
        if (!right) return
        setLast('')
        onRight()
      },
    }),
  )
  const wrong = check.data?.right === false
  const go = () => {
    if (last.trim() !== '') check.mutate({ repository, last })
  }
  return (
    <Stack gap="sm" className="vk-no-print">
      <TextInput
        label="The last four characters of the password on your kit"
        description="Read them from the paper or the saved file, so that it is sure that you have it."
        value={last}
        onChange={(event) => {
          setLast(event.currentTarget.value)
          if (wrong) check.reset()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          go()
        }}
        error={wrong ? 'These are not the last four characters of the password.' : undefined}
        maxLength={100}
        maw="26rem"
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
      />
      <Group gap="sm">
        <Button loading={check.isPending} disabled={last.trim() === ''} onClick={go}>
          Check
        </Button>
        <Text size="sm" role="status">
          {check.data?.right === true ? 'Right: you have the password.' : ''}
        </Text>
      </Group>
      {check.isError && <ProblemAlert problem={problemOf(check.error)} />}
    </Stack>
  )
}

/** Hands the kit to the browser as a file; what is on the sheet is in it. */
function save(kit: Kit, password: string | null): void {
  const text = password === null ? kit.text : kit.text.replace(kit.blank, () => password)
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `vaultkeeper-emergency-kit-${kit.repository}.txt`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
