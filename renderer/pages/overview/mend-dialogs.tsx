import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useHashQuery } from '../../shell/hash-location.ts'
import { readMendWish } from './mend-wish.ts'
import type { Mending } from './mending.ts'

const EnterPassword = lazy(async () => ({ default: (await import('../../mending/enter-password.tsx')).EnterPassword }))
const EnterCredential = lazy(async () => ({ default: (await import('../../mending/enter-credential.tsx')).EnterCredential }))
const FindRepository = lazy(async () => ({ default: (await import('../../mending/find-repository.tsx')).FindRepository }))
const AnswerAnomaly = lazy(async () => ({ default: (await import('../../mending/answer-anomaly.tsx')).AnswerAnomaly }))

/** What is mended in a dialog. */
export type DialogMending = Extract<Mending, { how: 'dialog' | 'anomaly' }>

const Opening = createContext<(mending: DialogMending) => void>(() => undefined)

/** Opens the dialog that mends something. */
export function useMendDialog(): (mending: DialogMending) => void {
  return useContext(Opening)
}

type MendDialogsProps = {
  /** The problems that are shown, by id: with one that is gone its button is gone, and with that perhaps the focus. */
  readonly problems: readonly string[]
  readonly children: ReactNode
}

/**
 * Holds the dialogs that mend problems: outside of the problems' cards, for a card is gone as soon as its problem is. The focus then goes to where the
 * problems are, or were.
 */
export function MendDialogs({ problems, children }: MendDialogsProps) {
  const [mending, setMending] = useState<DialogMending | null>(null)
  const [opened, setOpened] = useState(false)
  const open = useCallback((one: DialogMending) => {
    setMending(one)
    setOpened(true)
  }, [])
  const [query, setQuery] = useHashQuery()
  useEffect(() => {
    const wish = readMendWish(query)
    if (wish !== null) open(wish)
  }, [query, open])
  const close = () => {
    setOpened(false)
    // The same notification can be clicked again, and a reload does not ask again.
    if (readMendWish(query) !== null) setQuery('', { replace: true })
    setTimeout(keepFocus, 250)
  }
  const shown = problems.join('\n')
  const before = useRef(shown)
  useEffect(() => {
    if (before.current !== shown) keepFocus()
    before.current = shown
  }, [shown])
  return (
    <Opening.Provider value={open}>
      {children}
      <Suspense>
        {mending?.how === 'anomaly' && (
          <AnswerAnomaly
            key={`${mending.anomaly} ${mending.choice}`}
            anomaly={mending.anomaly}
            choice={mending.choice}
            opened={opened}
            onClose={close}
          />
        )}
        {mending?.how === 'dialog' && mending.dialog === 'enter-password' && (
          <EnterPassword key={mending.repository} repository={mending.repository} opened={opened} onClose={close} />
        )}
        {mending?.how === 'dialog' && mending.dialog === 'enter-credential' && (
          <EnterCredential key={mending.repository} repository={mending.repository} opened={opened} onClose={close} />
        )}
        {mending?.how === 'dialog' && mending.dialog === 'find-repository' && (
          <FindRepository key={mending.repository} repository={mending.repository} opened={opened} onClose={close} />
        )}
      </Suspense>
    </Opening.Provider>
  )
}

/** Where nothing has the focus any more, what had it is gone: it goes to the heading of the problems, or of the page. */
function keepFocus(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const place = document.getElementById('needing') ?? document.querySelector<HTMLElement>('h1')
  place?.focus()
}
