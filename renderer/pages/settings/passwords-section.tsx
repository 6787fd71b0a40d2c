import { Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SecretListing } from '../../../main/contract/procedures/secrets.ts'
import { smtpSecret } from '../../../main/contract/smtp-secret.ts'
import { orpc } from '../../api.ts'
import { EnterCredential } from '../../mending/enter-credential.tsx'
import { EnterPassword } from '../../mending/enter-password.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import type { Tone } from '../../parts/tone.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { MailPassword } from './mail-password.tsx'

const kept: Readonly<Record<SecretListing['kept'], string>> = {
  keychain: 'In your keychain',
  file: 'In a file that only you can read',
  environment: 'In a variable of the environment',
  command: 'A command tells it',
  nowhere: 'Nowhere yet',
}

const keychains: Readonly<Record<SecretListing['keychain'], { readonly tone: Tone; readonly sentence: string }>> = {
  ready: { tone: 'good', sentence: 'The keychain is ready.' },
  'not-set': { tone: 'good', sentence: 'The keychain is ready.' },
  locked: { tone: 'attention', sentence: 'The keychain is locked: log in to your desktop, or unlock it, and it goes on by itself.' },
  absent: { tone: 'info', sentence: 'There is no keychain in this session: passwords can be kept in files that only you can read.' },
  'not-answering': { tone: 'bad', sentence: 'The keychain does not answer: start your desktop session anew.' },
}

/** Where each password is kept, how the keychain stands, and a way to set one. */
export function PasswordsSection() {
  const secrets = useQuery(orpc.secrets.list.queryOptions())
  const [asked, setAsked] = useState<string>()
  return (
    <EditorSection
      title="Passwords"
      lead="Without its password nobody can read a repository, you included. What a server asks for only lets you in. They come in here, and never out."
    >
      <QueryView query={secrets}>
        {(list) => (
          <Stack gap="sm">
            <Keychain list={list} />
            <Table.ScrollContainer
              minWidth={420}
              scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': 'Passwords' } }}
            >
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Of</Table.Th>
                    <Table.Th>Kept</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>Change</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map(({ name, label, optional, kept: where }) => (
                    <Table.Tr key={name}>
                      <Table.Td>{nameOf(name, label)}</Table.Td>
                      <Table.Td>{optional && where === 'nowhere' ? 'Not used' : kept[where]}</Table.Td>
                      <Table.Td ta="end">
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={
                            label === null || name === smtpSecret
                              ? `Set the password of ${nameOf(name, null)}`
                              : `Set: ${nameOf(name, label)}`
                          }
                          onClick={() => setAsked(name)}
                        >
                          Set…
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Stack>
        )}
      </QueryView>
      <EnterPassword repository={asked ?? ''} opened={asked !== undefined && !asked.includes(':')} onClose={() => setAsked(undefined)} />
      <EnterCredential
        repository={asked?.split(':')[0] ?? ''}
        opened={asked?.includes(':') === true && asked !== smtpSecret}
        onClose={() => setAsked(undefined)}
      />
      <MailPassword opened={asked === smtpSecret} onClose={() => setAsked(undefined)} />
    </EditorSection>
  )
}

function Keychain({ list }: { readonly list: readonly SecretListing[] }) {
  const worst = (['not-answering', 'locked', 'absent', 'ready', 'not-set'] as const).find((state) =>
    list.some(({ keychain }) => keychain === state),
  )
  if (worst === undefined) return null
  const { tone, sentence } = keychains[worst]
  return (
    <Group gap="xs" wrap="nowrap">
      <ToneIcon tone={tone} />
      <Text size="sm">{sentence}</Text>
    </Group>
  )
}

/** `offsite`, `Secret access key of offsite`. */
function nameOf(secret: string, label: string | null): string {
  if (secret === smtpSecret) return 'the mail server'
  return label === null ? secret : `${label} of ${secret.split(':')[0]}`
}
