import { Box, type BoxProps, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Shown } from './shown.tsx'
import { type Tone, ToneIcon, toneGround, toneText } from './tone.tsx'

type CalloutProps = BoxProps & {
  readonly tone: Tone
  readonly title: ReactNode
  readonly children?: ReactNode
  /** Buttons that do something about it. */
  readonly actions?: ReactNode
}

/** Something that has to be seen: a sign, a title, sentences, and what there is to do. */
export function Callout({ tone, title, children, actions, ...box }: CalloutProps) {
  return (
    <Box
      p="md"
      bg={toneGround(tone)}
      style={{ borderRadius: 'var(--mantine-radius-md)', borderInlineStart: `4px solid ${toneText(tone)}` }}
      {...box}
    >
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <ToneIcon tone={tone} size={22} />
        <Stack gap="xs" flex={1} miw={0}>
          <Text fw={600}>{typeof title === 'string' ? <Shown text={title} content /> : title}</Text>
          {children !== undefined && (
            <Text component="div" size="sm">
              {children}
            </Text>
          )}
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Stack>
      </Group>
    </Box>
  )
}
