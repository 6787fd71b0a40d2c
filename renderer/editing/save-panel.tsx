import { Button, Group, List, Stack, Text, Title } from '@mantine/core'
import { type RefObject, useEffect, useRef } from 'react'
import { Callout } from '../parts/callout.tsx'
import { DiffView, linesInWords } from '../parts/diff-view.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { sectionId } from '../parts/section-nav.tsx'
import { Surface } from '../parts/surface.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { counted } from '../words/counted.ts'
import classes from './save-panel.module.css'
import type { Draft } from './use-draft.ts'

type SavePanelProps = {
  readonly draft: Draft
  readonly onSaved?: () => void
  /** Whether it stands alone on a page, or inside of something that has a ground already. */
  readonly plain?: boolean
}

/** What a draft would change in the file, line by line, with what stands in the way, and the buttons that save or discard it. */
export function SavePanel({ draft, onSaved, plain = false }: SavePanelProps) {
  const title = useRef<HTMLHeadingElement>(null)
  const { outcome, changed, overtaken, error } = draft
  useFocusAfter(changed, title)
  const mistakes = outcome?.problems ?? []
  const inside = (
    <Stack gap="md">
      <Title order={2} ref={title} id={sectionId('What changes in the file')} tabIndex={-1}>
        What changes in the file
      </Title>
      {!changed && (
        <Text size="sm" c="dimmed">
          Nothing yet. What you change here is shown first as it will stand in backup_schedule.json; comments stay where they are.
        </Text>
      )}
      {changed && overtaken && <Overtaken draft={draft} />}
      {changed && outcome === null && <Waiting lines={2} />}
      {mistakes.length > 0 && (
        <Callout tone="bad" title={`${counted(mistakes.length, 'mistake')}: it cannot be saved like this`}>
          <List size="sm">
            {mistakes.slice(0, 10).map(({ path, sentence }) => (
              <List.Item key={`${path} ${sentence}`}>{sentence}</List.Item>
            ))}
          </List>
        </Callout>
      )}
      {outcome !== null && outcome.diff !== null && <DiffView diff={outcome.diff} />}
      {error !== null && error !== undefined && <ProblemAlert problem={problemOf(error)} />}
    </Stack>
  )
  return (
    <>
      {plain ? inside : <Surface>{inside}</Surface>}
      {changed && <SaveBar draft={draft} {...(onSaved === undefined ? {} : { onSaved })} />}
    </>
  )
}

/** When the buttons go that were pressed to save or to discard, what they were about gets the focus. */
function useFocusAfter(changed: boolean, title: RefObject<HTMLHeadingElement | null>): void {
  const before = useRef(changed)
  useEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body
    if (before.current && !changed && lost) title.current?.focus()
    before.current = changed
  }, [changed, title])
}

/** Stays in view while anything is not saved, however long the page is. */
function SaveBar({ draft, onSaved }: Pick<SavePanelProps, 'draft' | 'onSaved'>) {
  const { outcome, overtaken, saving } = draft
  const mistakes = outcome?.problems.length ?? 0
  const words =
    mistakes > 0
      ? `${counted(mistakes, 'mistake')} to be mended`
      : overtaken
        ? 'The file was changed meanwhile'
        : outcome?.diff
          ? `In the file: ${linesInWords(outcome.diff)}`
          : 'Not saved yet'
  return (
    <Group className={classes['bar']} justify="space-between" gap="xs" role="group" aria-label="Save or discard">
      <Text size="sm" role="status">
        {words}
      </Text>
      <Group gap="xs">
        <Button variant="default" disabled={saving} onClick={draft.discard}>
          Discard
        </Button>
        <Button
          loading={saving}
          disabled={outcome === null || mistakes > 0 || overtaken}
          onClick={() => draft.save(onSaved === undefined ? {} : { onSaved })}
        >
          Save
        </Button>
      </Group>
    </Group>
  )
}

function Overtaken({ draft }: { readonly draft: Draft }) {
  return (
    <div role="alert">
      <Callout
        tone="attention"
        title="The file was changed meanwhile"
        actions={
          <>
            <Button size="compact-sm" onClick={draft.rebase}>
              Go on from what it says now
            </Button>
            <Button size="compact-sm" variant="default" onClick={draft.discard}>
              Discard my changes
            </Button>
          </>
        }
      >
        Another page, a program or a person has changed it since you began. Below is what your changes would come to in the file as it is
        now.
      </Callout>
    </div>
  )
}
