import type { ReactNode } from 'react'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { timeLeft } from '../../../main/contract/words/duration-in-words.ts'
import { type Tone, ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'
import classes from './overview.module.css'

/** The last time that it was restored on trial, and how long a real restore would take by that. */
export function Proven({ vault: { proven, lastBackup } }: { readonly vault: VaultOverview }) {
  if (proven === null) return lastBackup === null ? 'Not yet' : 'No restore was tried yet'
  return (
    <Signed tone="good">
      <When time={proven.at} />
      {proven.how === 'sample' && ', a sample'}; back in {timeLeft(proven.backIn / 1_000)}
    </Signed>
  )
}

/** The newest snapshot that was read back out of the repository and compared. */
export function ReadBack({ vault: { readBack, lastBackup } }: { readonly vault: VaultOverview }) {
  if (readBack === null) return lastBackup === null ? 'Not yet' : <Signed tone="attention">Not yet</Signed>
  const { how, compared, files, time } = readBack
  const part = compared === null || files === null ? 'part of it so far' : `${count(compared)} of ${counted(files, 'file')} this time`
  return (
    <Signed tone="good">
      <When time={time} />, {how === 'all' ? 'all of it' : part}
    </Signed>
  )
}

/** Some words with the sign of their tone. */
export function Signed({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={classes['signed']}>
      <ToneIcon tone={tone} size={16} />
      <span>{children}</span>
    </span>
  )
}

/** When it is backed up next, or why not by itself. */
export function Next({ vault: { next, onChange, state, plans } }: { readonly vault: VaultOverview }) {
  if (state === 'paused') return 'Paused'
  if (next !== null) return <When time={next.time} />
  if (onChange) return 'When something changes'
  return plans.length === 0 ? 'No plan takes care of it' : 'When somebody runs it'
}

/** How large it is, and how it grew. */
export function Size({ vault: { size, growth } }: { readonly vault: VaultOverview }) {
  if (size === null) return 'Not known yet'
  const sum = `${bytesInWords(size.bytes)} in ${counted(size.files, 'file')}`
  if (growth === null || growth.bytes === 0) return sum
  return `${sum}, ${growth.bytes > 0 ? '+' : '−'}${bytesInWords(Math.abs(growth.bytes))} in 30 days`
}
