import { VisuallyHidden } from '@mantine/core'
import { useSyncExternalStore } from 'react'

let text = ''
const listeners = new Set<() => void>()

/** Has a sentence read aloud, for what happens without the focus moving there: "Backup of Notes is done". */
export function announce(sentence: string): void {
  text = sentence
  for (const listener of [...listeners]) listener()
}

/** Where announcements are put; once on each page. */
export function AnnouncerRegion() {
  const sentence = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => text,
  )
  return (
    <VisuallyHidden role="log" aria-live="polite">
      {sentence}
    </VisuallyHidden>
  )
}
