import { Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { EditorSection } from '../plans/editor-section.tsx'
import { mirrorOf, repositoriesOf, sectionsOf } from '../plans/written.ts'

type AddPlansProps = {
  readonly name: string
  readonly nameMistake: string | undefined
  readonly written: unknown
  readonly plans: readonly string[]
  readonly onName: (name: string) => void
  readonly onPlans: (plans: readonly string[]) => void
  /** The repository that it is to be a mirror of; empty: of none. */
  readonly mirror: string
  readonly onMirror: (of: string) => void
}

/** What the repository is called, and which plans keep their snapshots in it as well from now on. */
export function AddPlans({ name, nameMistake, written, plans, onName, onPlans, mirror, onMirror }: AddPlansProps) {
  const all = sectionsOf(written, 'plans').map(([plan]) => plan)
  const sources = repositoriesOf(written).flatMap(([source, one]) => (mirrorOf(one) === undefined ? [source] : []))
  return (
    <EditorSection title="Its name, and what goes there">
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens. It cannot be changed later."
        value={name}
        error={nameMistake}
        onChange={(event) => onName(event.currentTarget.value)}
        maw="20rem"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
      />
      {sources.length > 0 && (
        <NativeSelect
          label="What fills it"
          description="A mirror is filled from another repository by copying alone, every hour."
          data={[{ value: '', label: 'Plans' }, ...sources.map((source) => ({ value: source, label: `Mirror of ${source}` }))]}
          value={mirror}
          onChange={(event) => onMirror(event.currentTarget.value)}
          maw="20rem"
        />
      )}
      {mirror !== '' ? null : all.length > 0 ? (
        <Checkbox.Group label="Plans that keep their snapshots there, too" value={[...plans]} onChange={onPlans}>
          <Stack gap="xs" mt="xs">
            {all.map((plan) => (
              <Checkbox key={plan} value={plan} label={plan} />
            ))}
          </Stack>
        </Checkbox.Group>
      ) : (
        <Text size="sm" c="dimmed">
          There is no plan yet that could write there.
        </Text>
      )}
    </EditorSection>
  )
}
