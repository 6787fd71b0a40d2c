import { expect, test } from 'vitest'
import { givenByVariables } from '../../../main/engine/comeback/given-by-variables.ts'
import { placeOfAddress } from '../../../main/engine/comeback/place-of-address.ts'
import { settingsOf } from '../../../main/engine/places/test-place.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import type { PlaceSettings } from '../../../main/engine/repositories/reach/reach.ts'
import { reachOf } from '../../../main/engine/repositories/reach/reach-of.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const variables = { AZURE_ACCOUNT_NAME: 'ada', GOOGLE_PROJECT_ID: 'my-project' }

/** Each address as a person or a kit has it, and how restic takes what it comes to. */
const addresses = [
  ['/mnt/drive/backups', '/mnt/drive/backups'],
  ['local:/mnt/drive/backups', '/mnt/drive/backups'],
  ['rest:https://backup.example.org:8000/laptop/', 'rest:https://backup.example.org:8000/laptop/'],
  ['rest:http://ann@127.0.0.1:8000/laptop', 'rest:http://ann@127.0.0.1:8000/laptop'],
  ['s3:https://s3.example.org:9000/bucket/laptop/notes', 's3:https://s3.example.org:9000/bucket/laptop/notes'],
  ['s3:s3.amazonaws.com/bucket', 's3:https://s3.amazonaws.com/bucket'],
  ['s3://s3.example.org/bucket/laptop', 's3:https://s3.example.org/bucket/laptop'],
  ['sftp:ada@nas.local:/srv/backups', 'sftp://ada@nas.local//srv/backups'],
  ['sftp:nas.local:backups', 'sftp://nas.local/backups'],
  ['sftp://ada@nas.local:2222//srv/my%20backups', 'sftp://ada@nas.local:2222//srv/my%20backups'],
  ['b2:my-bucket:laptop', 'b2:my-bucket:laptop'],
  ['azure:backups:/laptop', 'azure:backups:/laptop'],
  ['gs:my-bucket:/laptop', 'gs:my-bucket:/laptop'],
  ['rclone:drive:backups', 'rclone:drive:backups'],
  ['swift:container:/laptop', 'swift:container:/laptop'],
] as const

test('every kind of address comes to settings of its kind, which restic takes for the same place', async () => {
  const { core } = await testHome()
  for (const [address, location] of addresses) {
    const { settings, secrets } = placeOfAddress(address, variables)
    const { settings: place, mistakes } = settingsOf(core, { settings })
    expect([address, mistakes]).toEqual([address, []])
    expect(reachOf(place as PlaceSettings, { platform: 'linux', knownHosts: '/known' }).location).toBe(location)
    expect(secrets).toEqual({})
  }
})

test('a password that stands in an address is a secret, and never a setting or a word of a refusal', () => {
  expect(placeOfAddress('rest:https://ann:hush%2Fhush@backup.example.org/laptop', {})).toEqual({
    settings: { type: 'rest', url: 'https://backup.example.org/laptop', user: 'ann' },
    secrets: { 'user-password': 'hush/hush' },
  })
  for (const address of ['rest:not an address hush', 's3:https://', 'sftp:hush', 'azure:backups:/laptop']) {
    const refuse = () => placeOfAddress(address, {})
    expect(refuse, address).toThrow(ProblemError)
    expect(refuse, address).not.toThrow(/hush/)
  }
})

test('secrets come from the variables that a kit names', () => {
  const place = { type: 's3', endpoint: 'https://s3.example.org', bucket: 'b', bucketLookup: 'auto' } as PlaceSettings
  expect(givenByVariables(place, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: '', OTHER: 'x' })).toEqual({ 'access-key-id': 'id' })
})
