import { Modal, type ModalProps } from '@mantine/core'
import { type ReactNode, useState } from 'react'

type KeyDialogProps = Required<Pick<ModalProps, 'opened' | 'onClose' | 'title' | 'size'>> & {
  readonly children: (onBusy: (busy: boolean) => void) => ReactNode
}

/**
 * A dialog that makes a password and then shows it. It cannot be left while that goes on, only the job can be cancelled: what opens a repository and nobody has
 * seen is worse than none.
 */
export function KeyDialog({ opened, onClose, title, size, children }: KeyDialogProps) {
  const [busy, setBusy] = useState(false)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      withCloseButton={!busy}
      closeOnEscape={!busy}
      closeOnClickOutside={!busy}
    >
      {children(setBusy)}
    </Modal>
  )
}
