import { Button, Table, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { EnterCredential } from '../../mending/enter-credential.tsx'
import { EnterPassword } from '../../mending/enter-password.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { keptWords } from './repository-words.ts'

/** Which secrets a repository needs, where each is kept, and ways to set them. None is ever shown. */
export function RepositorySecrets({ entry }: { readonly entry: RepositoryEntry }) {
  const { name, password, secrets } = entry
  const [asked, setAsked] = useState<'password' | 'credential'>()
  const close = () => setAsked(undefined)
  return (
    <EditorSection
      title="What is secret"
      lead="The password encrypts the copies; what the server asks for only lets you in. Both are kept apart from the settings, and never shown."
    >
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th>Kept</Table.Th>
            <Table.Th>
              <VisuallyHidden>Set</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Td>Password of the copies</Table.Td>
            <Table.Td>{keptWords[password]}</Table.Td>
            <Table.Td ta="end">
              <Button size="compact-sm" variant="default" aria-label="Set the password" onClick={() => setAsked('password')}>
                Set…
              </Button>
            </Table.Td>
          </Table.Tr>
          {secrets.map(({ name: secret, label, kept, optional }) => (
            <Table.Tr key={secret}>
              <Table.Td>{label}</Table.Td>
              <Table.Td>{optional && kept === 'nowhere' ? 'Not used' : keptWords[kept]}</Table.Td>
              <Table.Td ta="end">
                <Button size="compact-sm" variant="default" aria-label={`Set: ${label}`} onClick={() => setAsked('credential')}>
                  Set…
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <EnterPassword repository={name} opened={asked === 'password'} onClose={close} />
      <EnterCredential repository={name} opened={asked === 'credential'} onClose={close} />
    </EditorSection>
  )
}
