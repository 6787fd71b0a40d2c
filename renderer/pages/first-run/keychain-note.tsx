import { Button, Checkbox, Text } from '@mantine/core'
import type { SetupState } from '../../../main/contract/procedures/setup.ts'
import { Callout } from '../../parts/callout.tsx'

type KeychainNoteProps = {
  readonly keychain: SetupState['keychain']
  readonly embedded: boolean
  readonly inFile: boolean
  readonly onInFile: (inFile: boolean) => void
  readonly onAgain: () => void
}

/** Where the password will be kept, so that backups run by themselves; and what to do where that cannot be. */
export function KeychainNote({ keychain, embedded, inFile, onInFile, onAgain }: KeychainNoteProps) {
  switch (keychain) {
    case 'ready':
      return <Text size="sm">It is kept in your keychain, so that backups run by themselves.</Text>
    case 'absent':
      return embedded ? (
        <Text size="sm">
          There is no keychain in this session, so it is kept in a file that only you can read, on the same disk as the copies themselves.
        </Text>
      ) : (
        <Callout tone="attention" title="There is no keychain in this session">
          <Checkbox
            mt={4}
            label="Keep the password in a file that only you can read"
            description="Whoever can read your files could then read the backups, too. Else run Vaultkeeper in your desktop session."
            checked={inFile}
            onChange={(event) => onInFile(event.currentTarget.checked)}
          />
        </Callout>
      )
    case 'locked':
    case 'not-answering':
      return (
        <Callout
          tone="bad"
          title={keychain === 'locked' ? 'Your keychain is locked' : 'Your keychain does not answer'}
          actions={
            <Button variant="default" onClick={onAgain}>
              Look again
            </Button>
          }
        >
          The password cannot be kept there now. Unlock it, or restart your keychain program.
        </Callout>
      )
  }
}
