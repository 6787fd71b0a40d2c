import { Stack, Text } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceUsb, IconServer } from '@tabler/icons-react'
import type { VaultCopy, VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { stateWords } from '../../parts/state-words.ts'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import classes from './overview.module.css'

const places = {
  'this-disk': { icon: IconDeviceDesktop, words: 'on this disk' },
  'another-disk': { icon: IconDeviceUsb, words: 'on another disk' },
  server: { icon: IconServer, words: 'on a server' },
} as const

/** Where the copies of a vault are, whether they are there, and how they stand. Says so when a dead disk would take all of them, or all that are not old. */
export function VaultCopies({
  copies,
  elsewhere,
  level = 'h4',
}: Pick<VaultOverview, 'copies' | 'elsewhere'> & { readonly level?: 'h3' | 'h4' }) {
  if (copies.length === 0) return null
  // A place that is named, and where nothing was ever put, holds no copy.
  const holding = copies.filter(({ snapshots }) => snapshots > 0)
  const onlyHere = (holding.length === 0 ? copies : holding).every(({ place }) => place === 'this-disk')
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600} component={level}>
        {copies.length === 1 ? 'Copy' : 'Copies'}
      </Text>
      <ul className={classes['copies']}>
        {copies.map((copy) => (
          <Copy key={copy.repository} copy={copy} />
        ))}
      </ul>
      {(onlyHere || elsewhere.state === 'stale') && (
        <Text size="sm" className={classes['signed']}>
          <ToneIcon tone="attention" size={16} />
          <span>{onlyHere ? 'Only on this disk: helps against mistakes, not against a dead or stolen computer.' : elsewhere.sentence}</span>
        </Text>
      )}
    </Stack>
  )
}

function Copy({ copy: { repository, location, place, there, state, lastGood, fresh, snapshots } }: { readonly copy: VaultCopy }) {
  const { icon: Icon, words } = places[place]
  const { tone } = stateWords[state ?? ''] ?? { tone: 'calm' as const }
  const isBad = there === false || tone === 'bad'
  return (
    <li className={classes['copy']}>
      <Icon size={18} aria-hidden />
      <span>
        <strong title={location}>{repository}</strong> {words}
        {there === false && (
          <span className={classes['signed']}>
            <ToneIcon tone="attention" size={15} /> not connected
          </span>
        )}
        {!isBad && snapshots > 0 && !fresh && (
          <span className={classes['signed']}>
            <ToneIcon tone="attention" size={15} /> not up to date
          </span>
        )}
        <Text span size="sm" c="dimmed" display="block">
          {counted(snapshots, 'snapshot')}
          {lastGood !== null && (
            <>
              , last good one <When time={lastGood} />
            </>
          )}
          {state !== null && isBad && `, ${stateWords[state]?.word.toLowerCase()}`}
        </Text>
      </span>
    </li>
  )
}
