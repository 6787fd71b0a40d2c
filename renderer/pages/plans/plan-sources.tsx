import { Anchor, Checkbox, Stack, Text } from '@mantine/core'
import { LinesInput } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { EditorSection } from './editor-section.tsx'
import { type Source, sectionsOf, sourcesOf, vaultName, writeSources } from './written.ts'

/** Which vaults a plan takes, whole or only what patterns name. */
export function PlanSources({ draft, written }: { readonly draft: Draft; readonly written: unknown }) {
  const vaults = sectionsOf(written, 'vaults')
  const sources = sourcesOf(draft.get('sources'))
  const change = (next: readonly Source[]) => draft.set('sources', writeSources(next))
  return (
    <EditorSection title="What" lead="The folders that this plan backs up." mistake={draft.mistake('sources')}>
      {vaults.length === 0 && <Text size="sm">No vault is named yet.</Text>}
      {vaults.map(([vault, { path }]) => {
        const source = sources.find((one) => one.vault === vault)
        const others = sources.filter((one) => one.vault !== vault)
        return (
          <Stack key={vault} gap="xs">
            <Checkbox
              label={vaultName(written, vault)}
              description={typeof path === 'string' ? path : undefined}
              checked={source !== undefined}
              onChange={(event) => change(event.currentTarget.checked ? [...sources, { vault, include: null }] : others)}
            />
            {source !== undefined && (
              <Stack gap="xs" pl="xl">
                <Checkbox
                  size="sm"
                  label="Only some of its files"
                  checked={source.include !== null}
                  onChange={(event) => change(replaced(sources, { vault, include: event.currentTarget.checked ? ['**/*.md'] : null }))}
                />
                {source.include !== null && (
                  <LinesInput
                    label={`Patterns of what is taken of ${vaultName(written, vault)}`}
                    description="One a line. ** stands for any folders, * for any part of a name."
                    value={source.include}
                    onChange={(include) => change(replaced(sources, { vault, include: include ?? [] }))}
                  />
                )}
              </Stack>
            )}
          </Stack>
        )
      })}
      <Anchor href="#/plans?vault=%2B" size="sm">
        Add a vault
      </Anchor>
    </EditorSection>
  )
}

function replaced(sources: readonly Source[], source: Source): readonly Source[] {
  return sources.map((one) => (one.vault === source.vault ? source : one))
}
