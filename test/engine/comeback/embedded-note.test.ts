import { expect, test } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { embeddedNote } from '../../../main/engine/comeback/embedded-note.ts'

const configured = (repositories: readonly string[]) =>
  Configuration.parse({
    version: 1,
    vaults: { notes: { path: '/home/ada/notes' } },
    repositories: { drive: { type: 'local', path: '/mnt/drive' } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories } },
  })

test('of the backups that were in the old home is told which plans begin new ones, and how the old ones are kept instead', () => {
  const note = embeddedNote(configured(['default', 'drive']), '/home/ada/.vaultkeeper/repositories')
  expect(note).toContain('The next backup of "daily" begins new ones there')
  expect(note).toContain('to /home/ada/.vaultkeeper/repositories/default')
  expect(note).toContain('vaultkeeper secret set default')
})

test('where no plan writes into them nothing is said', () => {
  expect(embeddedNote(configured(['drive']), '/home/ada/.vaultkeeper/repositories')).toBeNull()
})
