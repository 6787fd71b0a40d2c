import { setTimeout as delay } from 'node:timers/promises'
import type { LiveEvent } from '../../contract/procedures/live.ts'
import type { Client } from '../../engine/procedures/client.ts'

/** How long it is waited before what broke off is followed again, in ms. */
const again = 5_000

/** Calls back with whatever changes, until `signal` ends it. What breaks off is told and followed anew. */
export async function followLive(
  client: Pick<Client, 'live'>,
  signal: AbortSignal,
  onChange: (event: LiveEvent) => void,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await client.live.watch(undefined, { signal })) onChange(event)
    } catch (error) {
      if (!signal.aborted) onTrouble(error)
    }
    await delay(again, undefined, { signal }).catch(() => undefined)
  }
}
