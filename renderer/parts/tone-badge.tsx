import { Box } from '@mantine/core'
import { type Tone, ToneIcon, toneGround, toneText } from './tone.tsx'

/** A state as a word with its sign. */
export function ToneBadge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <Box
      component="span"
      display="inline-flex"
      px={8}
      py={2}
      fz="sm"
      fw={550}
      bg={toneGround(tone)}
      c={toneText(tone)}
      style={{ alignItems: 'center', gap: 5, borderRadius: 999, whiteSpace: 'nowrap' }}
    >
      <ToneIcon tone={tone} size={15} />
      {children}
    </Box>
  )
}
