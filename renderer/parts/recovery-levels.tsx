import { Anchor, Loader, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Progress } from '../../main/contract/procedures/jobs.ts'
import { percentInWords } from '../../main/contract/words/progress-in-words.ts'
import { type AgentOnItsWay, wayBackWords } from '../../main/contract/words/recovery-in-words.ts'
import { announce } from './announcer.tsx'
import classes from './recovery-levels.module.css'
import { type Tone, ToneIcon } from './tone.tsx'

type Levels = Extract<Progress, { step: 'recovering' }>['levels']

/** Where each agent is on its way back, level by level: each level begins when the one before it is back. */
export function RecoveryLevels({ levels }: { readonly levels: Levels }) {
  useArrivals(levels)
  const several = levels.length > 1
  return (
    <ol className={classes['levels']} aria-label="Agents on their way back">
      {levels.map((agents, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: levels are told apart by their order alone
        <li key={level} className={several ? classes['level'] : undefined}>
          {several && (
            <span className={classes['number']} aria-hidden>
              {level + 1}
            </span>
          )}
          <ul className={classes['agents']} aria-label={several ? `Level ${level + 1}` : 'Agents'}>
            {agents.map((one) => (
              <li key={one.agent} className={classes['agent']}>
                <Sign at={one.at} />
                <div>
                  <Anchor href={`#/agents/${encodeURIComponent(one.agent)}`} size="sm" fw={600} underline="hover">
                    {one.agent}
                  </Anchor>
                  <Text size="sm" c="dimmed" component="span" className="vk-numbers">
                    {' '}
                    {wayBackWords[one.at].toLowerCase()}
                    {one.percent !== null && one.at === 'restoring' && `, ${percentInWords(one.percent)}`}
                  </Text>
                  {one.note !== null && (
                    <Text size="xs" c="dimmed">
                      {one.note}
                    </Text>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

const ends: Readonly<Partial<Record<AgentOnItsWay['at'], Tone>>> = {
  waiting: 'calm',
  recovered: 'good',
  failed: 'bad',
  'not-started': 'attention',
}

function Sign({ at }: Pick<AgentOnItsWay, 'at'>) {
  const tone = ends[at]
  return tone === undefined ? <Loader size={16} className={classes['sign']} aria-hidden /> : <ToneIcon tone={tone} />
}

/** Says aloud when one has come to its end. */
function useArrivals(levels: Levels): void {
  const before = useRef<ReadonlyMap<string, AgentOnItsWay['at']> | null>(null)
  useEffect(() => {
    const now = new Map(levels.flat().map(({ agent, at }) => [agent, at]))
    const arrived = [...now].filter(([agent, at]) => isEnd(at) && before.current !== null && before.current.get(agent) !== at)
    before.current = now
    if (arrived.length > 0) announce(arrived.map(([agent, at]) => `${agent} ${wayBackWords[at].toLowerCase()}.`).join(' '))
  }, [levels])
}

function isEnd(at: AgentOnItsWay['at']): boolean {
  return at === 'recovered' || at === 'failed' || at === 'not-started'
}
