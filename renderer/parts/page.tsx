import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { printable } from '../../main/contract/words/printable.ts'
import { Shown } from './shown.tsx'

type PageProps = {
  readonly title: string
  /** One sentence below the title. */
  readonly lead?: ReactNode
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  /** Where this page was come to from, for pages that are not in the menu. */
  readonly back?: { readonly href: string; readonly name: string }
  readonly children?: ReactNode
}

let first = true

/** A page: its name in the window's title and as the only h1, which gets the focus when somebody comes here from another page, so that it is read aloud. */
export function Page({ title, lead, actions, back, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${printable(title)} · Vaultkeeper`
  }, [title])
  useEffect(() => {
    if (!first) heading.current?.focus()
    first = false
  }, [])
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        {back !== undefined && (
          <Anchor href={back.href} size="sm">
            <Group gap={4} component="span" display="inline-flex">
              <IconArrowLeft size={16} aria-hidden /> {back.name}
            </Group>
          </Anchor>
        )}
        <Group justify="space-between" align="center" gap="md">
          <Title order={1} ref={heading} tabIndex={-1}>
            <Shown text={title} />
          </Title>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {lead !== undefined && (
          <Text c="dimmed" maw="70ch">
            {lead}
          </Text>
        )}
      </Stack>
      {children}
    </Stack>
  )
}
