import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type EmptyProps = { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }

/** Says that there is nothing, why that is so, and how there comes to be something. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md" ta="center">
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text c="dimmed" maw="55ch" component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  )
}
