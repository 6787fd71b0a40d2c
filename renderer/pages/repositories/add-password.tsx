import { PasswordInput, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { PlaceTest } from '../../../main/contract/procedures/places.ts'
import type { SetupState } from '../../../main/contract/procedures/setup.ts'
import { When } from '../../parts/when.tsx'
import { counted, listed } from '../../words/counted.ts'
import { KeychainNote } from '../first-run/keychain-note.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { NewPassword, type PasswordWish, usualWish, wishIsGood } from './new-password.tsx'

/** Which password a repository gets, or opens it; and whether it is kept in a file where there is no keychain. */
export type ChosenPassword = PasswordWish & { readonly inFile: boolean }

/** What is chosen before anybody chose. */
export const noPassword: ChosenPassword = { ...usualWish, inFile: false }

/** Whether it can be gone on with: an own password is good enough and typed twice, the one of backups that are there is given, and there is somewhere to keep it. Pure. */
export function passwordReady({ inFile, ...wish }: ChosenPassword, existing: boolean, setup: SetupState | undefined): boolean {
  const keepable = setup?.keychain === 'ready' || (setup?.keychain === 'absent' && inFile)
  return keepable && (existing ? wish.own.value !== '' : wishIsGood(wish))
}

type AddPasswordProps = {
  /** There is a repository already. */
  readonly existing: boolean
  /** The password that is to be is kept already. */
  readonly kept?: boolean
  readonly holds: Pick<PlaceTest, 'found'> | null
  readonly password: ChosenPassword
  readonly setup: SetupState | undefined
  /** Words that a guesser would try first. */
  readonly about: readonly string[]
  readonly onChange: (change: Partial<ChosenPassword>) => void
  readonly onAgain: () => void
  /** What stands below it in the same section. */
  readonly children?: ReactNode
}

/** Asks for the password: that of the backups that are there, or a new one. */
export function AddPassword({ existing, kept = false, holds, password, setup, about, onChange, onAgain, children }: AddPasswordProps) {
  const { how, own, inFile } = password
  const inside = holds?.found ?? null
  return (
    <EditorSection
      title="The password"
      lead={
        existing
          ? 'There are backups at this place already. With their password Vaultkeeper takes them over; nothing of them is lost or changed.'
          : 'It encrypts the copies there. Without it nobody can ever read them again, not even you.'
      }
    >
      {inside !== null && (
        <Text size="sm">
          {counted(inside.snapshots, 'snapshot')}
          {inside.hosts.length > 0 && ` of ${listed(inside.hosts)}`}
          {inside.newest !== null && (
            <>
              , the newest <When time={inside.newest} />
            </>
          )}
          .
        </Text>
      )}
      {kept ? (
        <Text size="sm">A password is kept for it already, and is taken.</Text>
      ) : existing ? (
        <PasswordInput
          label="Password of the backups that are there"
          value={own.value}
          onChange={(event) => onChange({ own: { ...own, value: event.currentTarget.value } })}
          autoComplete="off"
          data-1p-ignore
          data-lpignore="true"
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        />
      ) : (
        <NewPassword wish={{ how, own }} about={[...about, setup?.host ?? '']} onChange={onChange} />
      )}
      {setup !== undefined && !kept && (
        <KeychainNote
          keychain={setup.keychain}
          embedded={false}
          inFile={inFile}
          onInFile={(chosen) => onChange({ inFile: chosen })}
          onAgain={onAgain}
        />
      )}
      {children}
    </EditorSection>
  )
}
