import { useCallback, useState } from 'react'
import type { FoundVault, SetupChoices } from '../../../main/contract/procedures/setup.ts'
import { draftFrom, missingIn, type PlaceDraft, settingsOf } from '../../repositories/place-draft.ts'

/** A folder in the set-up: found or named, and whether it is chosen. */
export type DraftVault = FoundVault & { readonly chosen: boolean; readonly leftOut: readonly string[] }

/** Where the copies are to go, as far as it is said; never what such a place asks for. `elsewhere`: a server or a provider, of one of the kinds. */
export type DraftPlace = { readonly type: 'embedded' | 'local' | 'elsewhere' | null; readonly path: string; readonly elsewhere: PlaceDraft }

/** Everything that is said in the set-up but for passwords, which are never kept by the page. `vaults` null: not looked for yet. */
export type Draft = {
  readonly vaults: readonly DraftVault[] | null
  readonly place: DraftPlace
  /** Whether there is a repository at the place already. */
  readonly existing: boolean
  readonly daily: string | null
  readonly onChange: boolean
}

const usual: Draft = {
  vaults: null,
  place: { type: null, path: '', elsewhere: { type: 'rest', values: {} } },
  existing: false,
  daily: '07:00',
  onChange: false,
}
const key = 'vaultkeeper.first-run'

/** What is said in the set-up. It outlives a reload of the page, but not its window. */
export function useDraft(): [Draft, (change: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState(read)
  const change = useCallback((what: Partial<Draft>) => {
    setDraft((before) => {
      const after = { ...before, ...what }
      sessionStorage.setItem(key, JSON.stringify(after))
      return after
    })
  }, [])
  const forget = useCallback(() => {
    sessionStorage.removeItem(key)
    setDraft(usual)
  }, [])
  return [draft, change, forget]
}

function read(): Draft {
  try {
    return { ...usual, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Draft>) }
  } catch {
    return usual
  }
}

/** A draft as the contract takes it; `undefined` while something is missing. Pure. */
export function choicesOf({ vaults, place, daily, onChange }: Draft): SetupChoices | undefined {
  const chosen = (vaults ?? []).filter((vault) => vault.chosen).map(({ path, name, leftOut }) => ({ path, name, exclude: leftOut }))
  const where = placeOf(place)
  if (chosen.length === 0 || where === undefined || (daily === null && !onChange)) return undefined
  return { vaults: chosen, place: where, daily, onChange }
}

/** The place as the contract takes it; `undefined` while something is missing. Pure. */
export function placeOf({ type, path, elsewhere }: DraftPlace): SetupChoices['place'] | undefined {
  if (type === 'embedded') return { type }
  if (type === 'local' && path.trim() !== '') return { type, path: path.trim() }
  return type === 'elsewhere' && missingIn(elsewhere).length === 0 ? { type: 'configured', settings: settingsOf(elsewhere) } : undefined
}

/** The draft that choices came from: of a set-up that was cut off. Pure. */
export function draftOf({ vaults, place, daily, onChange }: SetupChoices, existing: boolean): Draft {
  return {
    vaults: vaults.map(({ path, name, exclude }) => ({
      path,
      name,
      kind: 'folder',
      excludes: exclude,
      leftOut: exclude,
      files: 0,
      bytes: 0,
      counted: false,
      configured: false,
      chosen: true,
    })),
    place: {
      type: place.type === 'configured' ? 'elsewhere' : place.type,
      path: place.type === 'local' ? place.path : '',
      elsewhere: place.type === 'configured' ? draftFrom(place.settings) : usual.place.elsewhere,
    },
    existing,
    daily,
    onChange,
  }
}
