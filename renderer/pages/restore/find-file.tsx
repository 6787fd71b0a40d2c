import { Text } from '@mantine/core'
import { FileVersions } from './file-versions.tsx'
import { FoundList } from './found-list.tsx'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

/** A lost or wrong file: found by its name, then one of its versions chosen. */
export function FindFile({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  if (state.file !== null) return <FileVersions state={state} file={state.file} go={go} />
  if (state.query.trim() === '')
    return <Text c="dimmed">Write a part of the name above: what there is of it appears here while you type.</Text>
  return <FoundList state={state} />
}
