import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { Shown } from '../../parts/shown.tsx'
import { verdictWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { type Tone, ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'
import classes from './activity.module.css'
import type { FoundRun } from './found-run.ts'
import { ownSteps } from './own-steps.tsx'
import { changesInWords, comparedInWords, runSummary } from './run-words.ts'

/** What a run did, step by step, with what it counted. */
export function RunSteps({ found }: { readonly found: FoundRun }) {
  const { run, restore } = found
  const { verdict, ended, counts, report, started } = run
  const { word, tone } = verdictWords(verdict)
  const steps = ownSteps(found)
  const summary = run.problem === null && run.kind !== 'backup' && steps.length === 0 ? runSummary(run) : ''
  return (
    <Surface>
      <Stack gap="md" component="section" aria-labelledby="steps">
        <Title order={2} id="steps">
          What it did
        </Title>
        <ol className={classes['steps']}>
          <Step tone="info" name="It began" time={started}>
            {run.due !== null && (
              <>
                It was due <When time={run.due} />.
              </>
            )}
          </Step>
          {restore !== null && (
            <Step
              tone={restore.safety === null ? 'calm' : 'good'}
              name={restore.safety === null ? 'Nothing there could be overwritten' : 'What was there was saved first'}
            >
              {restore.safety !== null && restore.undoable ? 'So it can be taken back.' : null}
            </Step>
          )}
          {counts !== null && <SavedStep found={found} />}
          {report !== null && (
            <Step
              tone={report.findingCount > 0 ? 'bad' : 'good'}
              name={`Read back and compared with the folder: ${comparedInWords(report)}`}
            >
              {bytesInWords(report.comparedBytes)} came back out of the repository, in {durationInWords(report.duration)}.
              {report.changedSince > 0 &&
                ` ${counted(report.changedSince, 'file')} changed meanwhile, and ${report.changedSince === 1 ? 'was' : 'were'} not compared.`}
              {report.leftFiles > 0 && ` ${counted(report.leftFiles, 'file')} will have their turn in later runs.`}
              <Findings report={report} />
            </Step>
          )}
          {steps.map((step) => (
            <Step key={step.name} {...step} />
          ))}
          <Step tone={tone} name={verdict === null ? 'It is still going on' : `It ended: ${word}`} time={ended}>
            {summary}
          </Step>
        </ol>
      </Stack>
    </Surface>
  )
}

function SavedStep({ found: { run, snapshot } }: { readonly found: FoundRun }) {
  const { counts, unchanged, label, snapshot_ms: took } = run
  if (counts === null) return null
  const name = unchanged ? 'Nothing had changed: the snapshot before holds it all' : `Saved as ${snapshot?.label ?? label ?? 'a snapshot'}`
  const facts = [
    ['Files', count(counts.files)],
    ['Size', bytesInWords(counts.bytes)],
    ['New and changed', changesInWords(counts)],
    ['Stored newly', bytesInWords(counts.bytesStored)],
    ...(took === null || took === 0 ? [] : [['It took', durationInWords(took)]]),
  ] as const
  return (
    <Step tone="good" name={name}>
      <dl className={classes['facts']}>
        {facts.map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Step>
  )
}

function Findings({ report: { findings, findingCount } }: { readonly report: NonNullable<FoundRun['run']['report']> }) {
  if (findingCount === 0) return null
  return (
    <ul>
      {findings.map(({ path, finding, why }) => (
        <li key={path}>
          <Shown text={path} />: {finding}, {why}
        </li>
      ))}
      {findingCount > findings.length && <li>and {counted(findingCount - findings.length, 'more file')}</li>}
    </ul>
  )
}

type StepProps = { readonly tone: Tone; readonly name: string; readonly time?: string | null; readonly children?: ReactNode }

function Step({ tone, name, time = null, children }: StepProps) {
  return (
    <li className={classes['step']}>
      <ToneIcon tone={tone} size={24} />
      <Stack gap={4}>
        <Text fw={550}>
          {name}
          {time !== null && (
            <Text span size="sm" c="dimmed" fw={400}>
              {' '}
              <When time={time} />
            </Text>
          )}
        </Text>
        <Text size="sm" component="div">
          {children}
        </Text>
      </Stack>
    </li>
  )
}
