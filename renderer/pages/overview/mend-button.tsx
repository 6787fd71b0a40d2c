import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { MendingAction } from '../../../main/contract/procedures/overview.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { type DialogMending, useMendDialog } from './mend-dialogs.tsx'
import { type Mending, mendingOf } from './mending.ts'
import classes from './overview.module.css'
import { useStart } from './use-start.ts'

type MendButtonProps = {
  readonly action: MendingAction
  /** The problem that it mends, for whoever hears the button without seeing where it stands. */
  readonly about: string
  readonly variant: 'filled' | 'default'
}

/** A button that really mends: it goes where that is done, does it, or asks for what is missing. */
export function MendButton({ action, about, variant }: MendButtonProps) {
  const mending = mendingOf(action)
  if (mending === null) return null
  const { label } = mending
  const name = `${label}: ${about}`
  if (mending.how === 'go')
    return (
      <Button component="a" href={mending.href} variant={variant} className={classes['wrapping'] ?? ''} aria-label={name}>
        {label}
      </Button>
    )
  if (mending.how === 'do') return <DoButton mending={mending} name={name} variant={variant} />
  return <DialogButton mending={mending} name={name} variant={variant} />
}

function DialogButton({ mending, name, variant }: { mending: DialogMending; name: string; variant: MendButtonProps['variant'] }) {
  const open = useMendDialog()
  return (
    <Button variant={variant} className={classes['wrapping'] ?? ''} aria-label={name} aria-haspopup="dialog" onClick={() => open(mending)}>
      {mending.label}
    </Button>
  )
}

type Deed = Extract<Mending, { how: 'do' }>

function DoButton({
  mending: { label, deed, said, ask },
  name,
  variant,
}: {
  mending: Deed
  name: string
  variant: MendButtonProps['variant']
}) {
  const { start, busy, problem } = useStart()
  const [asking, setAsking] = useState(false)
  return (
    <Stack gap="xs">
      <Button
        variant={variant}
        className={classes['wrapping'] ?? ''}
        loading={busy}
        aria-label={name}
        onClick={() => (ask === undefined ? start(deed, said) : setAsking(true))}
        style={{ alignSelf: 'flex-start' }}
      >
        {label}
      </Button>
      {problem !== null && <ProblemAlert problem={problem} />}
      {ask !== undefined && (
        <ConfirmDialog
          opened={asking}
          title={ask.title}
          confirm={label}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            start(deed, said)
          }}
        >
          <Text>{ask.text}</Text>
        </ConfirmDialog>
      )}
    </Stack>
  )
}
