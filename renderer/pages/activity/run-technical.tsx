import { Text } from '@mantine/core'
import { exactTime } from '../../../main/contract/words/when-in-words.ts'
import classes from './activity.module.css'
import type { FoundRun } from './found-run.ts'

/** Names and numbers for whoever looks into it: as the history has them. */
export function RunTechnical({ found: { run, restore } }: { readonly found: FoundRun }) {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Run', run.id],
    ['Began', exactTime(run.started)],
    ['Ended', run.ended === null ? null : exactTime(run.ended)],
    ['Repository', run.repository],
    ['Folder', run.path],
    ['Snapshot', run.snapshot],
    ['Target', run.target],
    ['Overwriting', restore?.policy ?? null],
    ['Safety snapshot', restore?.safety ?? null],
    ['Process', String(run.pid)],
    ['Code', run.problem?.code ?? null],
  ]
  return (
    <details>
      <summary>Technical details</summary>
      <dl className={classes['facts']} style={{ marginTop: 'var(--mantine-spacing-sm)' }}>
        {facts.map(([term, words]) =>
          words === null ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>
                <Text span size="sm" ff="monospace">
                  {words}
                </Text>
              </dd>
            </div>
          ),
        )}
      </dl>
    </details>
  )
}
