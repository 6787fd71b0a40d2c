import { Anchor, Text } from '@mantine/core'
import { IconPlayerSkipForward, IconUserCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { HistoryEntry } from '../../../main/contract/procedures/history.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { verdictWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import classes from './activity.module.css'
import { decisionInWords, runSummary, runTitle, skipsInWords, triggerInWords } from './run-words.ts'

/** One line of what happened. */
export function EntryLine({ entry }: { readonly entry: HistoryEntry }) {
  if (entry.what === 'skip') return <SkipLine skip={entry.skip} />
  if (entry.what === 'decision') {
    const { decision, vaultName } = entry
    return (
      <Line sign={<IconUserCheck size={20} aria-hidden />} time={decision.time}>
        <Text size="sm">{decisionInWords(decision, vaultName)}</Text>
      </Line>
    )
  }
  return <RunLine run={entry.run} vaultName={entry.vaultName} />
}

function RunLine({ run, vaultName }: Omit<Extract<HistoryEntry, { what: 'run' }>, 'what'>) {
  const { id, verdict, started, ended, plan, trigger, kind } = run
  const { word, tone } = verdictWords(verdict)
  const summary = runSummary(run)
  const took = ended === null ? null : durationInWords(Date.parse(ended) - Date.parse(started))
  const occasion = [
    ...(plan === null || plan.startsWith('@') ? [] : [`plan "${plan}"`]),
    ...(kind === 'backup' || kind === 'recover' ? [triggerInWords(trigger)] : []),
  ]
  return (
    <Line sign={<ToneBadge tone={tone}>{word}</ToneBadge>} time={started} took={took}>
      <Anchor href={`#/activity/${encodeURIComponent(id)}`} fw={550} underline="hover" c="var(--mantine-color-text)">
        {runTitle(run, vaultName)}
      </Anchor>
      {summary !== '' && (
        <Text size="sm" lineClamp={2}>
          {summary}
        </Text>
      )}
      {occasion.length > 0 && (
        <Text size="xs" c="dimmed">
          {occasion.join(', ')}
        </Text>
      )}
    </Line>
  )
}

function SkipLine({ skip }: { readonly skip: Extract<HistoryEntry, { what: 'skip' }>['skip'] }) {
  const { first, last, count, time } = skip
  return (
    <Line sign={<IconPlayerSkipForward size={20} aria-hidden />} time={time}>
      <Text size="sm">{skipsInWords(skip)}</Text>
      <Text size="xs" c="dimmed">
        {count === 1 ? (
          <>
            It was due <When time={first} />
          </>
        ) : (
          <>
            Between <When time={first} /> and <When time={last} />
          </>
        )}
      </Text>
    </Line>
  )
}

type LineProps = { readonly sign: ReactNode; readonly time: string; readonly took?: string | null; readonly children: ReactNode }

function Line({ sign, time, took = null, children }: LineProps) {
  return (
    <li className={classes['line']}>
      <div className={classes['sign']}>{sign}</div>
      <div className={classes['what']}>{children}</div>
      <Text size="sm" c="dimmed" className={classes['when']} component="div">
        <When time={time} />
        {took !== null && <span>{took}</span>}
      </Text>
    </li>
  )
}
