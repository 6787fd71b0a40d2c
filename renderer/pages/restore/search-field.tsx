import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

type SearchFieldProps = { readonly field: RefObject<HTMLInputElement | null>; readonly state: WizardState; readonly go: Go }

/** So long nothing is typed before it is searched, in ms. */
const pause = 120

/** Searches the names of everything that was ever saved, as somebody types. */
export function SearchField({ field, state, go }: SearchFieldProps) {
  const [text, setText] = useState(state.query)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The way back leads to an earlier search; while somebody types, what they type counts.
  useEffect(() => {
    if (timer.current === undefined) setText(state.query)
  }, [state.query])
  useEffect(() => () => clearTimeout(timer.current), [])

  const type = (query: string) => {
    setText(query)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      timer.current = undefined
      // The first search is a step, for the way back leads to the beginning; further ones only make it another search.
      go({ step: 'from', need: 'file', query }, { replace: state.step !== 'start' })
    }, pause)
  }
  return (
    <TextInput
      ref={field}
      type="search"
      size="lg"
      label="What are you looking for?"
      description="A part of its name, such as ideas, or *.md. All snapshots of all vaults are searched, deleted files too."
      placeholder="Name of a file or folder"
      leftSection={<IconSearch size={20} aria-hidden />}
      rightSection={
        text === '' ? undefined : (
          <CloseButton
            aria-label="Clear the search"
            onClick={() => {
              type('')
              field.current?.focus()
            }}
          />
        )
      }
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}
