import { describe, expect, test } from 'vitest'
import type { FoundInVault } from '../../main/contract/procedures/files.ts'
import type { RestorePreview } from '../../main/contract/procedures/restores.ts'
import { mergeFound } from '../../renderer/pages/restore/merge-found.ts'
import { isAllThere, previewLines, toBeWritten } from '../../renderer/pages/restore/preview-words.ts'
import { versionChoices } from '../../renderer/pages/restore/version-choices.ts'

const none = { entries: 0, files: 0, bytes: 0, examples: [] }
const nothing = { count: 0, first: [] }
const preview: RestorePreview = {
  snapshot: 'a',
  label: null,
  target: '/v',
  policy: 'always',
  fates: {
    added: { entries: 3, files: 2, bytes: 10, examples: ['a', 'b', 'c'] },
    overwritten: { entries: 2, files: 2, bytes: 9, examples: ['d', 'e'] },
    'metadata-only': none,
    identical: { entries: 4, files: 4, bytes: 5, examples: [] },
    'newer-on-disk-kept': none,
    kept: none,
    beside: none,
    'in-conflict': none,
    'left-out': none,
  },
  conflicts: { count: 1, first: [{ path: 'x', why: 'a folder of that name is there and stays' }] },
  leftOut: nothing,
  newerOverwritten: { entries: 1, files: 1, bytes: 5, examples: ['d'] },
  trusted: none,
  unprivileged: nothing,
  foreignOwners: 0,
  collisions: nothing,
  hostile: nothing,
  notWritable: nothing,
  needed: 1,
  free: 2,
}

describe('a preview in words', () => {
  test('tells what it is to be decided by first, and nothing of what there is none of', () => {
    expect(previewLines(preview).map(({ title, amount }) => `${title}: ${amount}`)).toEqual([
      'Something else is in the way: 1 thing',
      'Of those replaced, newer on the disk: 1 file',
      'Replaced: 2 files',
      'Added: 3 files and folders',
      'Already the same: 4 files',
    ])
    expect(previewLines(preview)[0]?.examples).toEqual(['x: a folder of that name is there and stays'])
    expect(toBeWritten(preview)).toBe(5)
  })

  test('says that all is there only where nothing of it is other, newer, in the way or left out', () => {
    const all = { ...preview.fates, added: none, overwritten: none }
    expect(isAllThere({ fates: all })).toBe(true)
    for (const fate of ['kept', 'newer-on-disk-kept', 'in-conflict', 'left-out', 'added'] as const)
      expect(isAllThere({ fates: { ...all, [fate]: { ...none, entries: 1 } } }), fate).toBe(false)
  })

  test('names what is newer on the disk once where all of it is', () => {
    const fates = { ...preview.fates, overwritten: preview.newerOverwritten }
    expect(previewLines({ ...preview, fates }).map(({ title }) => title)).toContain('Replaced, although newer')
    expect(previewLines({ ...preview, fates }).filter(({ title }) => title.startsWith('Replaced'))).toHaveLength(1)
  })
})

describe('what was found', () => {
  const at = (time: string) => ({ id: time, time })
  const hit = (path: string, time: string, gone = false) => ({
    type: 'file' as const,
    size: 1,
    mtime: time,
    mode: 0,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    snapshots: 1,
    oldest: at(time),
    newest: at(time),
    gone,
  })
  const group = (repository: string, found: FoundInVault['found']): FoundInVault => ({
    repository,
    vault: 'v',
    vaultName: 'Notes',
    of: 2,
    found,
    more: false,
  })

  test('in two copies of a vault is one, as it was saved last; the very name comes first', () => {
    const found = mergeFound(
      [
        group('here', [hit('old-ideas.md', '2026-11-20T00:00:00Z'), hit('x/ideas.md', '2026-11-01T00:00:00Z')]),
        group('there', [hit('x/ideas.md', '2026-11-02T00:00:00Z'), hit('ideas.md.bak', '2026-11-02T00:00:00Z')]),
      ],
      'Ideas.md',
    )
    expect(found.map(({ path, repository }) => `${repository}: ${path}`)).toEqual([
      'there: x/ideas.md',
      'there: ideas.md.bak',
      'here: old-ideas.md',
    ])
  })
})

describe('versions to choose from', () => {
  const snapshot = (id: string) => ({ id, label: null, time: `2026-11-0${id}T00:00:00Z` })
  const version = (type: 'file' | 'dir', ...ids: string[]) => ({ type, size: 1, mtime: 'then', mode: 0, snapshots: ids.map(snapshot) })
  const states = new Set(['1', '2', '4'])

  test('are taken from the newest state that has them; what only a safety snapshot has says so', () => {
    const versions = [version('file', '4', '5'), version('file', '3'), version('file', '1', '2')]
    expect(versionChoices({ versions }, states).map(({ snapshot: id, isState, before }) => ({ id, isState, before }))).toEqual([
      { id: '4', isState: true, before: '3' },
      { id: '3', isState: false, before: '2' },
      { id: '2', isState: true, before: null },
    ])
  })

  test('of a folder are its snapshots, for what is in it changes without it', () => {
    const choices = versionChoices({ versions: [version('dir', '1', '2', '3', '4')] }, states)
    expect(choices.map(({ snapshot: id, changed }) => `${id} ${changed}`)).toEqual(['4 null', '2 null', '1 null'])
  })
})
