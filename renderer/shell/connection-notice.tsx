import { Box } from '@mantine/core'
import { hostWords } from '../host/host-words.ts'
import { useLive } from '../live/live-state.ts'
import { Callout } from '../parts/callout.tsx'

/** Says when the page does not know what goes on any more, and since when; it is mended by itself. */
export function ConnectionNotice() {
  const { connection } = useLive()
  return (
    <Box role="status" maw={1280} mx="auto">
      {connection.state === 'lost' && (
        <Callout tone="attention" title="Vaultkeeper does not answer" mb="md">
          What you see is how it was at {new Date(connection.since).toLocaleTimeString('en-GB')}. The page goes on by itself as soon as
          Vaultkeeper is back; if it was ended, {hostWords.startAgain}
        </Callout>
      )}
      {connection.state === 'signed-out' && (
        <Callout tone="attention" title="This page may not talk to Vaultkeeper any more" mb="md">
          Open it by a new address: <code>vaultkeeper serve</code> prints one.
        </Callout>
      )}
    </Box>
  )
}
