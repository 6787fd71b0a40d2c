import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { resticCommands } from '../../../main/engine/kit/restic-commands.ts'
import { plansInto } from '../../../main/engine/kit/vaults-to-get.ts'

const way = { location: '/r', flags: [], steps: [] }

function commands(...vaults: Parameters<typeof resticCommands>[0]['vaults'][number][]): string[] {
  const [, ...rest] = resticCommands({ way, host: 'lap top', vaults }, 'linux')
  return rest.slice(0, -1).flatMap((step) => step.commands)
}

it('takes this machine’s snapshots of the plans that save all of a vault, and lays over it what newer ones hold of parts', () => {
  expect(commands({ id: 'notes', name: 'Notes', whole: ['daily', 'weekly'], parts: ['memory', 'weights'] })).toEqual([
    "restic -r /r restore latest --no-lock --host 'lap top' --tag vault:notes,plan:daily --tag vault:notes,plan:weekly --target restored/Notes",
    "restic -r /r restore latest --no-lock --host 'lap top' --tag vault:notes,plan:memory --target restored/Notes --overwrite if-newer",
    "restic -r /r restore latest --no-lock --host 'lap top' --tag vault:notes,plan:weights --target restored/Notes --overwrite if-newer",
  ])
})

it('takes any snapshot of a vault of which no plan saves a part alone, and nothing whole where there is none', () => {
  const latest = "restic -r /r restore latest --no-lock --host 'lap top' --tag vault:notes"
  expect(commands({ id: 'notes', name: 'Notes', whole: ['daily'], parts: [] })).toEqual([`${latest} --target restored/Notes`])
  expect(commands({ id: 'notes', name: 'Notes', whole: [], parts: [] })).toEqual([`${latest} --target restored/Notes`])
  expect(commands({ id: 'notes', name: 'Notes', whole: [], parts: ['memory'] })).toEqual([`${latest},plan:memory --target restored/Notes`])
})

it('knows the plans whose snapshots come to a repository, and to the mirror of one', () => {
  const configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { path: '/n' }, other: { path: '/o' } },
    repositories: { drive: { type: 'local', path: '/d' }, far: { type: 'local', path: '/f', mirror: { of: 'drive' } } },
    plans: {
      all: { kind: 'weekly', sources: ['notes', 'other'], repositories: ['drive'] },
      off: { kind: 'daily', enabled: false, sources: ['notes'], repositories: ['drive'] },
      memory: { kind: 'daily', sources: [{ vault: 'notes', include: ['m/**'] }], repositories: ['drive'] },
      both: { kind: 'daily', sources: [{ vault: 'notes', include: ['m/**'] }, 'notes'], repositories: ['drive', 'default'] },
    },
  })
  expect(plansInto(configuration, 'drive', 'notes')).toEqual({ whole: ['all', 'off', 'both'], parts: ['memory'] })
  expect(plansInto(configuration, 'far', 'notes')).toEqual({ whole: ['all', 'off', 'both'], parts: ['memory'] })
  expect(plansInto(configuration, 'default', 'notes')).toEqual({ whole: ['both'], parts: [] })
  expect(plansInto(configuration, 'default', 'other')).toEqual({ whole: [], parts: [] })
  expect(plansInto(null, 'default', 'notes')).toEqual({ whole: [], parts: [] })
})
