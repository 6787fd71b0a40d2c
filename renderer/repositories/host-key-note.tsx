import { Checkbox, Code, List, Stack, Text } from '@mantine/core'
import type { HostKey } from '../../main/contract/procedures/places.ts'
import { Callout } from '../parts/callout.tsx'

type HostKeyNoteProps = {
  readonly hostKey: HostKey
  /** The fingerprint that a person has confirmed. */
  readonly accepted?: string | undefined
  /** Where it can be confirmed. */
  readonly onAccept?: (fingerprint: string | undefined) => void
}

/**
 * The key by which an ssh server proves to be itself. One that was never seen is confirmed by its fingerprint; one that is another than before is refused, and
 * nothing here accepts it.
 */
export function HostKeyNote({ hostKey: { host, port, state, keys }, accepted, onAccept }: HostKeyNoteProps) {
  const server = port === 22 ? host : `${host}, port ${port}`
  if (state === 'known') return null
  if (state === 'changed')
    return (
      <div role="alert">
        <Callout tone="bad" title={`${server} shows another key than before`}>
          <Stack gap="xs">
            <Text size="sm">
              Either the server was set up anew, or somebody is between you and it who wants your log-in. Nothing is sent there, and it
              cannot be accepted here.
            </Text>
            <List size="sm">
              <List.Item>Ask whoever runs the server whether its host key was changed, by another way than this network.</List.Item>
              <List.Item>
                Only if it was: take the old key out of the file of known hosts, and test again. The new one is then shown.
              </List.Item>
            </List>
            <Fingerprints keys={keys} />
          </Stack>
        </Callout>
      </div>
    )
  // The strongest that the server has; the others are its own as well.
  const [first] = keys
  if (first === undefined) return null
  return (
    <Callout tone="attention" title={`Is this really ${server}?`}>
      <Stack gap="xs">
        <Text size="sm">
          It was never seen from here. Compare the fingerprint with what its owner tells you, or with what this command prints on the server
          itself:
        </Text>
        <Code block>for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $key; done</Code>
        <Fingerprints keys={keys} />
        {onAccept !== undefined && (
          <Checkbox
            label={`The fingerprint is right: ${first.fingerprint}`}
            checked={accepted === first.fingerprint}
            onChange={(event) => onAccept(event.currentTarget.checked ? first.fingerprint : undefined)}
          />
        )}
      </Stack>
    </Callout>
  )
}

function Fingerprints({ keys }: Pick<HostKey, 'keys'>) {
  return (
    <List size="sm" listStyleType="none">
      {keys.map(({ type, fingerprint }) => (
        <List.Item key={fingerprint}>
          {type} <Code>{fingerprint}</Code>
        </List.Item>
      ))}
    </List>
  )
}
