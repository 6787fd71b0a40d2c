import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { usualNews } from '../../../main/contract/configuration/news-kinds.ts'
import { LinesInput, textOf } from '../../editing/fields.tsx'
import { type CarrierEntry, type CarrierType, carrierTypes } from './carrier-entries.ts'
import { CarrierTest } from './carrier-test.tsx'
import { FailingCarrier, type KnownCarrier } from './failing-carrier.tsx'
import { NewsChoice } from './news-choice.tsx'

type CarrierCardProps = {
  readonly type: CarrierType
  readonly entry: CarrierEntry
  /** The same carrier as it is in force; `undefined` while it is not. */
  readonly known: KnownCarrier | undefined
  readonly unsaved: boolean
  readonly mistake: (key: string) => string | undefined
  readonly onChange: (entry: CarrierEntry) => void
  readonly onRemove: () => void
}

/** The fields of each kind, by their names. */
const fields: Readonly<Record<CarrierType, readonly (readonly [string, string, string])[]>> = {
  webhook: [['url', 'Address', 'Each message is posted there as JSON.']],
  ntfy: [['url', 'Address with the topic', 'Such as https://ntfy.sh/my-topic']],
  ping: [['url', 'Address', 'Told of start, success and failure: somebody else notices when this machine falls silent.']],
  email: [
    ['to', 'To', 'An address.'],
    ['from', 'From', 'The sender that the mail server takes.'],
    ['smtp', 'Mail server', 'Such as smtp://mail.example.com:587. The password is set under Passwords.'],
    ['user', 'Log in as', 'Left out, it does not log in.'],
  ],
  command: [],
}

/** One way that news take: where to, which, and whether they arrive. */
export function CarrierCard({ type, entry, known, unsaved, mistake, onChange, onRemove }: CarrierCardProps) {
  // As it is typed: a comma that nothing follows yet stands for nothing in the file.
  const [typed, setTyped] = useState<string>()
  const name = carrierTypes.find((one) => one.type === type)?.name ?? type
  const set = (key: string, value: unknown) => {
    const { [key]: _, ...others } = entry
    onChange(value === undefined ? others : { ...entry, [key]: value })
  }
  return (
    <Stack gap="sm" component="section" aria-label={name} pt="md" style={{ borderTop: '1px solid var(--vk-line)' }}>
      <Group justify="space-between" gap="xs">
        <Title order={3}>{name}</Title>
        <Button size="compact-sm" variant="subtle" color="bad" onClick={onRemove} aria-label={`Remove: ${name}`}>
          Remove
        </Button>
      </Group>
      <FailingCarrier failing={known?.failing ?? null} />
      <SimpleGrid cols={{ base: 1, sm: fields[type].length > 1 ? 2 : 1 }} spacing="sm">
        {fields[type].map(([key, label, description]) => (
          <TextInput
            key={key}
            label={label}
            description={description}
            value={(key === 'to' ? typed : undefined) ?? (Array.isArray(entry[key]) ? entry[key].join(', ') : textOf(entry[key]))}
            error={mistake(key)}
            spellCheck={false}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => {
              if (key === 'to') setTyped(value)
              set(key, key === 'to' ? addresses(value) : fieldValue(key, value))
            }}
            onBlur={() => setTyped(undefined)}
          />
        ))}
      </SimpleGrid>
      {type === 'command' && (
        <LinesInput
          label="Program and its arguments"
          description="One a line; no shell reads them. The message comes to its standard input."
          value={entry['command']}
          error={mistake('command')}
          onChange={(lines) => set('command', lines ?? [''])}
        />
      )}
      {type !== 'ping' && <NewsChoice label="Which news" value={entry['on']} usual={usualNews} onChange={(kinds) => set('on', kinds)} />}
      {unsaved ? (
        <Text size="sm" c="dimmed">
          It can be tested once it is saved.
        </Text>
      ) : (
        known !== undefined && <CarrierTest carrier={known.id} />
      )}
    </Stack>
  )
}

/** A field that may be left out is left out when it is empty. */
function fieldValue(key: string, text: string): string | undefined {
  return key === 'user' && text === '' ? undefined : text
}

/** One address stands alone, several as a list. */
function addresses(text: string): unknown {
  const several = text.split(',').flatMap((one) => one.trim() || [])
  return several.length > 1 ? several : (several[0] ?? '')
}
