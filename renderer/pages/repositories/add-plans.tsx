import { Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { EditorSection } from '../plans/editor-section.tsx'
import { sectionsOf } from '../plans/written.ts'

type AddPlansProps = {
  readonly name: string
  readonly nameMistake: string | undefined
  readonly written: unknown
  readonly plans: readonly string[]
  readonly onName: (name: string) => void
  readonly onPlans: (plans: readonly string[]) => void
}

/** What the repository is called, and which plans keep their snapshots in it as well from now on. */
export function AddPlans({ name, nameMistake, written, plans, onName, onPlans }: AddPlansProps) {
  const all = sectionsOf(written, 'plans').map(([plan]) => plan)
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
      {all.length > 0 ? (
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
