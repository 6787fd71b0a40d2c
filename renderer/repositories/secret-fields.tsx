import { FileInput, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { PlaceSecret } from './kinds.ts'
import type { TypedSecrets } from './place-draft.ts'
import classes from './repositories.module.css'

type SecretFieldsProps = {
  readonly secrets: readonly PlaceSecret[]
  readonly typed: TypedSecrets
  /** Parts that are kept already: who leaves their fields empty goes on with those. */
  readonly kept?: readonly string[]
  /** Parts that are needed and were not given when somebody wanted to go on. */
  readonly missing?: readonly string[]
  readonly onChange: (part: string, value: string) => void
}

/** Asks for the secrets of a place, apart from what stands in the configuration. What was typed is never shown again once it is sent. */
export function SecretFields({ secrets, typed, kept = [], missing = [], onChange }: SecretFieldsProps) {
  if (secrets.length === 0) return null
  return (
    <Stack gap="md" className={classes['secrets']} role="group" aria-label="What stays secret">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <IconKey size={18} stroke={1.7} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
        <Text size="sm">This goes into your keychain and never into a file of settings. It is not shown again.</Text>
      </Group>
      {secrets.map((secret) => (
        <OneSecret
          key={secret.part}
          secret={secret}
          value={typed[secret.part] ?? ''}
          kept={kept.includes(secret.part)}
          missing={missing.includes(secret.part)}
          onChange={(value) => onChange(secret.part, value)}
        />
      ))}
    </Stack>
  )
}

type OneSecretProps = {
  readonly secret: PlaceSecret
  readonly value: string
  readonly kept: boolean
  readonly missing: boolean
  readonly onChange: (value: string) => void
}

function OneSecret({ secret: { label, help, as, optional = false }, value, kept, missing, onChange }: OneSecretProps) {
  const common = {
    label: optional ? `${label} (if there is one)` : label,
    description: help,
    placeholder: kept ? 'Kept already: leave it empty to go on with that' : undefined,
    error: missing ? 'This is needed.' : undefined,
  }
  if (as === 'file') return <SecretFile {...common} empty={value === ''} onChange={onChange} />
  return (
    <PasswordInput
      {...common}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      // No browser is to keep it, or to put one of its own here.
      autoComplete="off"
      data-1p-ignore
      data-lpignore="true"
      spellCheck={false}
      autoCapitalize="none"
      visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${label}` }}
    />
  )
}

/** The largest file that is taken for a key, in bytes. */
const largestKey = 64 * 1024

type SecretFileProps = {
  readonly label: string
  readonly description: string | undefined
  readonly placeholder: string | undefined
  readonly error: string | undefined
  readonly empty: boolean
  readonly onChange: (value: string) => void
}

/** A key that is a file: its content is read here, the file itself stays where it is. */
function SecretFile({ empty, onChange, placeholder = 'Choose the file…', error, ...words }: SecretFileProps) {
  const [file, setFile] = useState<File | null>(null)
  const [mistake, setMistake] = useState<string>()
  const choose = async (chosen: File | null) => {
    setMistake(undefined)
    setFile(chosen)
    if (chosen === null) return onChange('')
    if (chosen.size > largestKey) {
      setMistake('That is too large for a key.')
      return onChange('')
    }
    onChange(await chosen.text())
  }
  return (
    <FileInput
      {...words}
      placeholder={placeholder}
      value={empty && mistake === undefined ? null : file}
      error={mistake ?? error}
      onChange={(chosen) => void choose(chosen)}
      clearable
      clearButtonProps={{ 'aria-label': `Take it back: ${words.label}` }}
    />
  )
}
