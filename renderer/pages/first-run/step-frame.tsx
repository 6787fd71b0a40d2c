import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { Surface } from '../../parts/surface.tsx'
import { type Step, steps, stepTitles } from './steps.ts'

type StepFrameProps = {
  readonly step: Step
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

let opened: Step | undefined

/** One step: how far it is, its title, which gets the focus when the step is opened, its content, and the ways on and back. Enter goes on. */
export function StepFrame({ step, lead, children, next = 'Next', canGoOn = true, busy = false, onNext, onBack, aside }: StepFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (opened !== undefined && opened !== step) {
      heading.current?.focus({ preventScroll: true })
      scrollTo({ top: 0 })
    }
    opened = step
  }, [step])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // Forms of dialogs are not in this one, though React lets what happens in them rise to it.
    if (event.target === event.currentTarget && canGoOn && !busy) onNext?.()
  }
  const at = steps.indexOf(step)
  return (
    <Surface p={{ base: 'md', sm: 'xl' }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <Stack gap="xs" className="vk-no-print">
            <Text size="sm" c="dimmed">
              {at === 0 ? 'About five minutes' : `Step ${at} of ${steps.length - 1}`}
            </Text>
            <Progress value={(at / (steps.length - 1)) * 100} size="sm" aria-hidden />
            <Title order={2} ref={heading} tabIndex={-1} mt="xs">
              {stepTitles[step]}
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
