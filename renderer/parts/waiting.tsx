import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** Stands where something is being asked for: nothing says "none" before it is known. */
export function Waiting({ lines = 3, height = 20 }: { readonly lines?: number; readonly height?: number }) {
  return (
    <Stack gap="sm" aria-busy="true">
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={line} height={height} width={line % 3 === 2 ? '60%' : '100%'} />
      ))}
    </Stack>
  )
}
