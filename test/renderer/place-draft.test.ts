import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Repository } from '../../main/contract/configuration/repository.ts'
import { needsOf } from '../../main/engine/repositories/reach/needs-of.ts'
import { placeKinds } from '../../renderer/repositories/kinds.ts'
import { draftFrom, missingIn, secretsFor, secretsMissing, secretsWanted, settingsOf } from '../../renderer/repositories/place-draft.ts'
import { remedyHere } from '../../renderer/repositories/remedy-here.ts'

const values = (type: string) => {
  const { fields } = placeKinds.find((kind) => kind.type === type) ?? { fields: [] }
  return fc.record(Object.fromEntries(fields.map(({ key, as }) => [key, as === 'number' ? fc.nat(65_535).map(String) : fc.string()])))
}

describe('a place as a form', () => {
  it('becomes settings without what is empty or of another kind, and is read back as the same form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...placeKinds.map(({ type }) => type)).chain((type) => values(type).map((said) => ({ type, values: said }))),
        (draft) => {
          const settings = settingsOf({ ...draft, values: { ...draft.values, password: 'never' } })
          expect(settings).not.toHaveProperty('password')
          expect(Object.values(settings)).not.toContain('')
          expect(settingsOf(draftFrom(settings))).toEqual(settings)
        },
      ),
    )
  })

  it('keeps numbers and lists as such, and leaves what is no number for the configuration to tell', () => {
    expect(settingsOf({ type: 'sftp', values: { host: ' nas ', path: '/b', port: '2222' } })).toEqual({
      type: 'sftp',
      host: 'nas',
      path: '/b',
      port: 2222,
    })
    expect(settingsOf({ type: 'sftp', values: { port: '22x' } })).toEqual({ type: 'sftp', port: '22x' })
    expect(settingsOf({ type: 'uri', values: { uri: 'swift:c:/p', secrets: 'OS_PASSWORD\n\n OS_USER \nOS_USER' } })).toEqual({
      type: 'uri',
      uri: 'swift:c:/p',
      secrets: ['OS_PASSWORD', 'OS_USER'],
    })
  })

  it('knows what is still missing', () => {
    expect(missingIn({ type: 's3', values: { endpoint: 'https://s3.example.org', bucket: ' ' } })).toEqual(['bucket'])
    expect(missingIn({ type: 'rclone', values: { remote: 'drive:' } })).toEqual([])
  })
})

describe('the secrets of a place', () => {
  const parts = (type: string, said: Record<string, string>) => secretsWanted({ type, values: said }).map(({ part }) => part)

  it('are those that its settings ask for', () => {
    expect(parts('rest', { url: 'https://example.org' })).toEqual([])
    expect(parts('rest', { url: 'https://example.org', user: 'ada' })).toEqual(['user-password'])
    expect(parts('uri', { uri: 'swift:c:/p', secrets: 'OS_PASSWORD\nOS_USER' })).toEqual(['OS_PASSWORD', 'OS_USER'])
    expect(parts('s3', {})).toEqual(['access-key-id', 'secret-access-key'])
  })

  it('that were typed for another kind are left behind, and a line end that was pasted along as well', () => {
    const typed = { 'user-password': 'old', 'access-key-id': 'AKIA\n', 'service-account': '{}\n' }
    expect(secretsFor({ type: 's3', values: {} }, typed)).toEqual({ 'access-key-id': 'AKIA' })
    expect(secretsFor({ type: 'gs', values: {} }, typed)).toEqual({ 'service-account': '{}\n' })
  })

  it('are missing where they are neither typed nor kept, and one of two is enough for Azure', () => {
    const missing = (type: string, typed: Record<string, string>, kept: string[] = []) =>
      secretsMissing({ type, values: {} }, typed, kept).map(({ part }) => part)
    expect(missing('s3', { 'access-key-id': 'AKIA' })).toEqual(['secret-access-key'])
    expect(missing('s3', { 'access-key-id': 'AKIA' }, ['secret-access-key'])).toEqual([])
    expect(missing('azure', {})).toEqual(['account-key', 'sas-token'])
    expect(missing('azure', { 'sas-token': 'sv=' })).toEqual([])
    expect(missing('rclone', {})).toEqual([])
  })
})

describe('the forms and the engine', () => {
  const examples: Readonly<Record<string, string>> = {
    path: '/srv/backups',
    port: '2222',
    user: 'ada',
    project: 'my-project',
    account: 'adabackups',
    container: 'backups',
    bucket: 'my-backups',
    identityFile: '/home/ada/.ssh/id',
    knownHosts: '/home/ada/.ssh/known_hosts',
    endpointSuffix: 'core.windows.net',
    bucketLookup: 'path',
  }

  it.each(placeKinds)('agree on what is asked of $type, on what is needed, and on what is secret', ({ type, fields, secrets }) => {
    const filled = Object.fromEntries(fields.map(({ key, example }) => [key, examples[key] ?? example ?? '']))
    const whole = Repository.safeParse(settingsOf({ type, values: filled }))
    expect(whole.error).toBeUndefined()
    const needed = fields.filter(({ required }) => required)
    const least = Object.fromEntries(needed.map(({ key }) => [key, filled[key] ?? '']))
    expect(Repository.safeParse(settingsOf({ type, values: least })).success).toBe(true)
    for (const { key } of needed)
      expect([key, Repository.safeParse(settingsOf({ type, values: { ...least, [key]: '' } })).success]).toEqual([key, false])
    if (whole.data === undefined) return
    const needs = needsOf(whole.data, { platform: 'linux' }).map(({ part, optional }) => [part, optional])
    const asked = secretsWanted({ type, values: filled }).map(({ part, optional = false }) => [part, type === 'azure' ? false : optional])
    expect(asked).toEqual(needs)
    expect(secrets.every(({ label }) => label !== '')).toBe(true)
  })
})

it.each([
  ['Name the user as "user" (--user), and give the password.', 'Name the user, and give the password.'],
  ['Type it. It can be stored with: vaultkeeper secret set offsite:account-key', 'Type it.'],
  [
    'Save it as a PEM file, and name that file as "caCertificate" (--ca-certificate). On a network with a log-in page, log in first.',
    'Save it as a PEM file, and name that file under “More about this place”. On a network with a log-in page, log in first.',
  ],
  ['See which there are with: vaultkeeper repository list', null],
  ['Look whether the server runs.', 'Look whether the server runs.'],
])('a remedy says on a page what is to be done there: %s', (remedy, here) => {
  expect(remedyHere({ about: 'server', remedy })).toBe(here)
  expect(remedyHere({ about: 'host-key', remedy })).toBeNull()
})
