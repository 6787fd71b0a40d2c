import { Stack, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Page } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { BringAgentsBack } from './bring-agents-back.tsx'
import { ChooseMoment } from './choose-moment.tsx'
import { ChooseWhat } from './choose-what.tsx'
import { FindFile } from './find-file.tsx'
import { LastRestores } from './last-restores.tsx'
import { Needs } from './needs.tsx'
import { NothingSaved } from './nothing-saved.tsx'
import { Rebuild } from './rebuild.tsx'
import { RebuildWhere } from './rebuild-where.tsx'
import { RunRestore } from './run-restore.tsx'
import { SearchField } from './search-field.tsx'
import { stepTitle } from './step-titles.ts'
import { Trail } from './trail.tsx'
import { useMoments } from './use-moments.ts'
import { type Go, useWizard } from './use-wizard.ts'
import { WhereTo } from './where-to.tsx'
import type { WizardState } from './wizard-state.ts'

/** `#/restore`: from what happened to having it back. */
export default function RestorePage() {
  const [state, go] = useWizard()
  const { step, need } = state
  const { none } = useMoments({ always: false })
  const heading = useRef<HTMLHeadingElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const searches = step === 'start' || (step === 'from' && (need === null || need === 'file') && state.file === null)
  const before = useRef<string | null>(null)
  useEffect(() => {
    const here = `${step} ${step === 'from' ? need : ''} ${searches}`
    const came = before.current
    before.current = here
    if (came === here || document.activeElement === search.current) return
    // Behind the page's own heading, which takes the focus when one comes from another page.
    if (searches) queueMicrotask(() => search.current?.focus())
    if (came === null) return
    // Each step is a screen of its own, and begins at its top.
    scrollTo(0, 0)
    if (!searches) heading.current?.focus({ preventScroll: true })
  }, [step, need, searches])
  return (
    <Page
      title="Restore"
      lead={step === 'start' ? 'Nothing is written before you have seen what it will be, and every restore can be undone.' : undefined}
    >
      {step !== 'start' && <Trail state={state} />}
      <Stack gap="md">
        {step !== 'start' && (
          <Title order={2} ref={heading} tabIndex={-1}>
            <Shown text={stepTitle(state)} />
          </Title>
        )}
        {searches && <SearchField field={search} state={state} go={go} />}
        {step === 'start' && (none ? <NothingSaved /> : <Needs />)}
        {step === 'start' && <LastRestores go={go} />}
        <ThisStep state={state} go={go} />
      </Stack>
    </Page>
  )
}

function ThisStep({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  switch (state.step) {
    case 'start':
      return null
    case 'from':
      if (state.need === 'machine') return <Rebuild state={state} go={go} />
      if (state.need === 'agent') return <BringAgentsBack state={state} go={go} />
      if (state.need === 'time' || (state.need === null && state.query === '' && state.file === null))
        return <ChooseMoment state={state} go={go} />
      return <FindFile state={state} go={go} />
    case 'what':
      return <ChooseWhat state={state} go={go} />
    case 'where':
      if (state.need === 'agent') return <BringAgentsBack state={state} go={go} />
      return state.need === 'machine' ? <RebuildWhere state={state} go={go} /> : <WhereTo state={state} go={go} />
    case 'run':
      return <RunRestore state={state} go={go} />
  }
}
