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

it('lays no vault over another one of the same name', () => {
  const vault = (id: string, name: string) => ({ id, name, whole: ['daily'], parts: [] })
  const vaults = [
    vault('notes', 'Notes'),
    vault('notes-2', 'notes'),
    vault('a', 'a/b'),
    vault('a-2', 'a:b'),
    vault('mail', 'Mail'),
    vault('x', '...'),
  ]
  const steps = resticCommands({ way, host: 'laptop', vaults }, 'linux').slice(1, -1)
  expect(steps.map(({ title }) => title.replace(/^Get the newest state of (.*) back$/, '$1'))).toEqual([
    ...['Notes (notes)', 'notes (notes-2)', 'a/b (a)', 'a:b (a-2)', 'Mail', '... (x)'],
  ])
  expect(steps.flatMap(({ commands: lines }) => lines.map((line) => line.split(' --target ')[1]))).toEqual([
    ...['restored/Notes-notes', 'restored/notes-notes-2', 'restored/a-b-a', 'restored/a-b-a-2', 'restored/Mail', 'restored/-x'],
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
