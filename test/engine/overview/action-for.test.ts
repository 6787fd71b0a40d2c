import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { MendingAction } from '../../../main/contract/procedures/overview.ts'
import { SkipReason } from '../../../main/contract/skip-reason.ts'
import { actionFor, isKnownCode, type ProblemAbout, withoutAction } from '../../../main/engine/overview/action-for.ts'
import { pageRemedy } from '../../../main/engine/overview/page-remedy.ts'

const engine = path.join(import.meta.dirname, '../../../main/engine')

/** Where problems come from that say how a plan, a vault or a repository stands; elsewhere they are answers to what a person asked for. */
const sources = [
  'comeback/being-brought-back.ts',
  'comeback/comeback-troubles.ts',
  'copy',
  'drill',
  'health',
  'hooks',
  'own',
  'repositories',
  'retention',
  'restic',
  'selection',
  'restic-problem.ts',
  'vaults.ts',
  'secrets/password.ts',
  'home/home.ts',
  'status.ts',
]
const runs = [
  'backup-run',
  'check-run',
  'judge-backup',
  'plan-run',
  'prune-run',
  'record-run',
  'recover',
  'remove-snapshots',
  'take-snapshot',
  'verify-run',
  'watch-lock',
]

function codesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const called = text.matchAll(/\b(?:fail|made|standing)\(\s*'([a-z]+(?:-[a-z]+)*)',/g)
  const written = text.matchAll(/\bcode: '([a-z]+(?:-[a-z]+)*)'/g)
  return [...called, ...written].map(([, code = '']) => code)
}

const files = [
  ...sources.flatMap((name) =>
    name.endsWith('.ts')
      ? [path.join(engine, name)]
      : readdirSync(path.join(engine, name))
          .filter((file) => file.endsWith('.ts'))
          .map((file) => path.join(engine, name, file)),
  ),
  ...runs.map((name) => path.join(engine, 'runs', `${name}.ts`)),
]
const codes = new Set(files.flatMap(codesOf))
const reasons = new Set(
  readFileSync(path.join(engine, 'health/waiting-in-words.ts'), 'utf8')
    .matchAll(/^ {2}'?([a-z-]+)'?: \(/gm)
    .map(([, code = '']) => code),
)

const everything: ProblemAbout = { plan: 'daily', repository: 'drive', folder: '/v/notes' }

describe('what mends a problem', () => {
  it('was thought of for each code by which something can stand otherwise than it should', () => {
    expect(codes.size).toBeGreaterThan(70)
    expect([...codes].filter((code) => !isKnownCode(code))).toEqual([])
    expect([...reasons].toSorted()).toEqual([
      'disk-full',
      'drive-not-connected',
      'keychain-locked',
      'keychain-not-answering',
      'metered',
      'no-network',
      'on-battery',
    ])
    expect([...reasons].filter((code) => !isKnownCode(code))).toEqual([])
    for (const reason of reasons) SkipReason.parse(reason)
  })

  it('is an action of the contract, unless there is deliberately none', () => {
    for (const code of codes) {
      const action = MendingAction.parse(actionFor(code, everything))
      expect([code, action.kind === 'none']).toEqual([code, withoutAction.has(code)])
    }
  })

  it.each([
    ['wrong-password', { kind: 'enter-password', repository: 'drive' }],
    ['password-gone', { kind: 'enter-password', repository: 'drive' }],
    ['credential-not-set', { kind: 'enter-credential', repository: 'drive' }],
    ['repository-refused', { kind: 'enter-credential', repository: 'drive' }],
    ['drive-went-away', { kind: 'find-repository', repository: 'drive' }],
    ['repository-gone', { kind: 'find-repository', repository: 'drive' }],
    ['drive-not-connected', { kind: 'find-repository', repository: 'drive' }],
    ['repository-busy', { kind: 'unlock', repository: 'drive' }],
    ['repository-damaged', { kind: 'verify-repair', repository: 'drive' }],
    ['no-space', { kind: 'free-space', repository: 'drive' }],
    ['stale', { kind: 'back-up-now', plan: 'daily', folder: '/v/notes' }],
    ['folder-missing', { kind: 'edit-plan', plan: 'daily' }],
    ['approval', { kind: 'open-approvals' }],
    ['comeback-unfinished', { kind: 'come-back' }],
    ['being-brought-back', { kind: 'come-back' }],
    ['paused', { kind: 'resume', plan: 'daily' }],
    ['keychain-locked', { kind: 'none' }],
    ['a code of a newer version', { kind: 'none' }],
  ])('of %s is %o', (code, action) => {
    expect(actionFor(code, everything)).toEqual(action)
  })

  it('needs to know what it is about', () => {
    const nothing = { plan: null, repository: null, folder: null }
    expect(actionFor('wrong-password', nothing)).toEqual({ kind: 'none' })
    // What nobody tells apart is all of it.
    expect(actionFor('restic-failed', nothing)).toEqual({ kind: 'back-up-now', plan: null, folder: null })
  })
})

describe('the remedy on a page', () => {
  it('names the button where the command line would say a command', () => {
    const wrong = 'Give the one it was made with: vaultkeeper secret set drive (it stands in your emergency kit, if you made one).'
    expect(pageRemedy(wrong, { kind: 'enter-password', repository: 'drive' })).toBe(
      'Enter the password that it was made with. It stands in your emergency kit, if you made one.',
    )
    expect(pageRemedy('Connect the drive.', { kind: 'find-repository', repository: 'drive' })).toBe('Connect the drive.')
    // Where no button does it, the command is better than nothing.
    expect(pageRemedy('See what is wrong with: vaultkeeper doctor', { kind: 'none' })).toBe('See what is wrong with: vaultkeeper doctor')
    expect(pageRemedy(null, { kind: 'none' })).toBeNull()
  })
})
