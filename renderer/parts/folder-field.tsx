import { Button, Group, TextInput, type TextInputProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { FolderPicker } from './folder-picker.tsx'

type FolderFieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'label'> & {
  readonly label: string
  readonly value: string
  readonly onChange: (path: string) => void
  /** Whether a folder may be named that is not there yet. */
  readonly allowNew?: boolean
}

/** A path that is written, or chosen in a dialog. */
export function FolderField({ label, value, onChange, allowNew = false, ...input }: FolderFieldProps) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        flex={1}
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        inputContainer={(field) => (
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <div style={{ flex: 1 }}>{field}</div>
            <Button variant="default" onClick={open} aria-label={`Choose a folder: ${label}`}>
              Choose…
            </Button>
          </Group>
        )}
        {...input}
      />
      <FolderPicker opened={opened} onClose={close} onChoose={onChange} title={label} start={value} allowNew={allowNew} />
    </Group>
  )
}
