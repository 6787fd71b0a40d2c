import { PasswordInput, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type Strength, strengthOf } from './strength.ts'

/** An own password as it is typed: twice, so that a slip does not lock it away, and how strong it is. */
export type OwnPasswordText = { readonly value: string; readonly again: string; readonly enough: boolean }

type OwnPasswordProps = {
  readonly text: OwnPasswordText
  readonly about: readonly string[]
  readonly onChange: (text: OwnPasswordText) => void
}

const colours = { 'very weak': 'bad', weak: 'bad', fair: 'attention', strong: 'good' } as const

/** Asks for an own password. */
export function OwnPassword({ text, about, onChange }: OwnPasswordProps) {
  const [strength, setStrength] = useState<Strength>()
  const { value, again } = text
  const names = about.join('\n')
  useEffect(() => {
    let current = true
    if (value === '') setStrength(undefined)
    else
      void strengthOf(value, names.split('\n')).then((judged) => {
        if (current) setStrength(judged)
      })
    return () => {
      current = false
    }
  }, [value, names])
  const enough = strength?.enough ?? false
  useEffect(() => {
    if (text.enough !== enough) onChange({ ...text, enough })
  }, [text, enough, onChange])
  const trimmed = value !== value.trim()
  return (
    <Stack gap="sm">
      <PasswordInput
        label="Your password"
        value={value}
        onChange={(event) => onChange({ ...text, value: event.currentTarget.value })}
        autoComplete="new-password"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        error={trimmed ? 'It must not begin or end with a space.' : undefined}
      />
      <div role="status">
        {strength !== undefined && (
          <Stack gap={4}>
            <Progress value={strength.part * 100} color={colours[strength.word]} size="sm" aria-hidden />
            <Text size="sm">
              Strength: <strong>{strength.word}</strong>. {strength.hint}
            </Text>
          </Stack>
        )}
      </div>
      <PasswordInput
        label="Once more"
        value={again}
        onChange={(event) => onChange({ ...text, again: event.currentTarget.value })}
        autoComplete="new-password"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the repeated password' }}
        error={again !== '' && again !== value ? 'It is not the same yet.' : undefined}
      />
    </Stack>
  )
}
