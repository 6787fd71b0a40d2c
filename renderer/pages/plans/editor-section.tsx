import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { sectionId } from '../../parts/section-nav.tsx'
import { Surface } from '../../parts/surface.tsx'

type EditorSectionProps = {
  readonly title: string
  readonly lead?: ReactNode
  /** What is wrong with all of it. */
  readonly mistake?: string | undefined
  readonly children: ReactNode
}

/** One question of an editor, with its answers. */
export function EditorSection({ title, lead, mistake, children }: EditorSectionProps) {
  return (
    <Surface>
      <Stack gap="md" component="section" aria-label={title}>
        <Stack gap={2}>
          <Title order={2} id={sectionId(title)} tabIndex={-1}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed" maw="70ch">
              {lead}
            </Text>
          )}
        </Stack>
        {mistake !== undefined && (
          <Text size="sm" c="var(--vk-bad-text)" role="alert">
            {mistake}
          </Text>
        )}
        {children}
      </Stack>
    </Surface>
  )
}
