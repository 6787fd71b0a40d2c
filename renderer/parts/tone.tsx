import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { Tone } from './tones.ts'

export type { Tone } from './tones.ts'

const icons = {
  good: IconCircleCheck,
  attention: IconAlertTriangle,
  bad: IconCircleX,
  info: IconInfoCircle,
  calm: IconCircleDashed,
} as const

/** The colour of texts and icons of a tone: readable on the page, on cards, and on the tone's own ground. */
export function toneText(tone: Tone): string {
  return tone === 'calm' ? 'var(--mantine-color-dimmed)' : `var(--vk-${tone}-text)`
}

/** The ground of a tone. */
export function toneGround(tone: Tone): string {
  return tone === 'calm' ? 'var(--vk-sunken)' : `var(--vk-${tone}-ground)`
}

/** The sign of a tone, for beside its word: each has a shape of its own, for colours are not seen by all. */
export function ToneIcon({ tone, size = 18 }: { readonly tone: Tone; readonly size?: number }) {
  const Icon = icons[tone]
  return <Icon size={size} color={toneText(tone)} aria-hidden style={{ flex: 'none' }} />
}
