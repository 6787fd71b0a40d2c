import { Paper, type PaperProps } from '@mantine/core'
import type { ReactNode } from 'react'

/** The ground of what belongs together. */
export function Surface({ children, ...paper }: PaperProps & { readonly children: ReactNode }) {
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} bg="var(--vk-surface)" withBorder style={{ borderColor: 'var(--vk-line)' }} {...paper}>
      {children}
    </Paper>
  )
}
