import { Anchor, Checkbox } from '@mantine/core'
import type { Draft } from '../../editing/use-draft.ts'
import { EditorSection } from './editor-section.tsx'
import { mirrorOf, placeInWords, repositoriesOf } from './written.ts'

/** Which repositories a plan keeps its snapshots in. */
export function PlanPlaces({ draft, written }: { readonly draft: Draft; readonly written: unknown }) {
  const value = draft.get('repositories') ?? ['default']
  const chosen = Array.isArray(value) ? value.map(String) : []
  return (
    <EditorSection
      title="Where to"
      lead="Each snapshot is made in all of these. Two places on different disks survive the end of one of them."
      mistake={draft.mistake('repositories')}
    >
      {repositoriesOf(written).map(([name, repository]) => (
        <Checkbox
          key={name}
          label={repository['enabled'] === false ? `${name} (switched off)` : name}
          description={
            mirrorOf(repository) === undefined
              ? placeInWords(name, repository)
              : `Mirror of ${mirrorOf(repository)}: filled by copying alone`
          }
          // One that stands there against the rules can be taken out.
          disabled={mirrorOf(repository) !== undefined && !chosen.includes(name)}
          checked={chosen.includes(name)}
          onChange={(event) =>
            draft.set('repositories', event.currentTarget.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
          }
        />
      ))}
      <Anchor href="#/repositories/%2B" size="sm">
        Add a repository
      </Anchor>
    </EditorSection>
  )
}
