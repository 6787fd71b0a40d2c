import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { Shown } from '../../parts/shown.tsx'
import { counted, listed } from '../../words/counted.ts'
import { FileTree } from './file-tree.tsx'
import { MomentLine } from './moment-line.tsx'
import classes from './restore.module.css'
import { choose, chosenIn, foldersToKnow, selectionOf, unchoose } from './selection.ts'
import { type Order, useTree } from './use-tree.ts'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

/** What of a snapshot: files and folders of its tree. */
export function ChooseWhat({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  const at = { vault: state.vault, repository: state.repository ?? '', snapshot: state.snapshot ?? '' }
  const [order, setOrder] = useState<Order>({ sort: 'name', reverse: false })
  const [tooMany, setTooMany] = useState<string | null>(null)
  const tree = useTree(at, order)
  const selection = selectionOf(state.paths)
  const chosen = chosenIn(selection)
  const set = (paths: Iterable<string>) => {
    const all = [...paths]
    setTooMany(null)
    announce(all.length === 0 ? 'Nothing is chosen' : `${inWords(all)} chosen`)
    go({ step: 'what', paths: all }, { replace: true })
  }
  const toggle = async (path: string) => {
    if (chosen(path) !== 'all') return set(choose(selection, path))
    const known = new Map<string, readonly string[]>()
    for (const folder of foldersToKnow(selection, path)) {
      const entries = await tree.entriesOf(folder)
      if (entries === null) return setTooMany(folder)
      known.set(folder, entries)
    }
    set(unchoose(selection, path, (folder) => known.get(folder) ?? []))
  }
  const next = () => go({ step: 'where' })
  return (
    <Stack gap="sm">
      <MomentLine state={state} />
      <FileTree
        tree={tree}
        repository={state.repository}
        order={order}
        onOrder={setOrder}
        chosen={chosen}
        onToggle={(path) => void toggle(path)}
      />
      {tooMany !== null && (
        <div role="alert">
          <Callout tone="attention" title={`“${tooMany === '' ? 'Everything' : tooMany}” holds too much to leave single things out`}>
            Take the mark off it, and choose in it what you want.
          </Callout>
        </div>
      )}
      <div className={classes['bar']}>
        <Group justify="space-between" gap="sm">
          <Text size="sm" role="status">
            <Shown text={state.paths.length === 0 ? 'Nothing is chosen yet.' : `${inWords(state.paths)} chosen.`} />
          </Text>
          <Group gap="xs">
            {state.paths.length > 0 && (
              <Button variant="subtle" onClick={() => set([])}>
                Choose nothing
              </Button>
            )}
            <Button disabled={state.paths.length === 0} onClick={next}>
              Continue
            </Button>
          </Group>
        </Group>
      </div>
    </Stack>
  )
}

function inWords(paths: readonly string[]): string {
  if (paths.includes('')) return 'Everything is'
  const names = listed(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)))
  return paths.length <= 3
    ? `${names} ${paths.length === 1 ? 'is' : 'are'}`
    : `${counted(paths.length, 'file or folder', 'files and folders')} are`
}
