import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { Surface } from '../../parts/surface.tsx'

/** What stands in a step, and the ways on and back. */
export type StepContent = {
  readonly lead?: ReactNode
  readonly children?: ReactNode
  /** What the button says that goes on. */
  readonly next?: string
  readonly canGoOn?: boolean
  readonly busy?: boolean
  readonly onNext?: () => void
  readonly onBack?: () => void
  /** Beside the button that goes on. */
  readonly aside?: ReactNode
}

type StepShellProps = StepContent & {
  /** Tells the steps of all sequences apart. */
  readonly id: string
  readonly title: string
  /** How far it is, in words and from 0 to 1. */
  readonly position: string
  readonly part: number
}

let opened: string | undefined

/** One step: how far it is, its title, which gets the focus when the step is opened, its content, and the ways on and back. Enter goes on. */
export function StepShell(props: StepShellProps) {
  const { id, title, position, part, lead, children, next = 'Next', canGoOn = true, busy = false, onNext, onBack, aside } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (opened !== undefined && opened !== id) {
      heading.current?.focus({ preventScroll: true })
      scrollTo({ top: 0 })
    }
    opened = id
  }, [id])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canGoOn && !busy) onNext?.()
  }
  return (
    <Surface p={{ base: 'md', sm: 'xl' }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <Stack gap="xs" className="vk-no-print">
            <Text size="sm" c="dimmed">
              {position}
            </Text>
            <Progress value={part * 100} size="sm" aria-hidden />
            <Title order={2} ref={heading} tabIndex={-1} mt="xs">
              {title}
            </Title>
            {lead !== undefined && (
              <Text c="dimmed" maw="65ch">
                {lead}
              </Text>
            )}
          </Stack>
          {children}
          {(onNext !== undefined || onBack !== undefined) && (
            <Group justify="space-between" className="vk-no-print" wrap="wrap-reverse" gap="sm">
              {onBack === undefined ? (
                <span />
              ) : (
                <Button variant="default" onClick={onBack} disabled={busy}>
                  Back
                </Button>
              )}
              <Group gap="sm">
                {aside}
                {onNext !== undefined && (
                  <Button type="submit" loading={busy} disabled={!canGoOn}>
                    {next}
                  </Button>
                )}
              </Group>
            </Group>
          )}
        </Stack>
      </form>
    </Surface>
  )
}
