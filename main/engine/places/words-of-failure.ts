import type { Outcome } from 'restic-wrapper'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { PlaceSettings } from '../repositories/reach/reach.ts'
import { bad } from './place-check.ts'

type Failed = Pick<Extract<Outcome<unknown>, { kind: 'failed' }>, 'reason' | 'message' | 'detail'>

/**
 * What restic came back with from a place, for somebody who sets it up: one sentence with the cause, one with the remedy. What is no fault of the place
 * (nothing there, another password) is not for here. Pure.
 */
export function wordsOfFailure(failure: Failed, place: PlaceSettings): PlaceCheck {
  const { reason, message, detail } = failure
  const where = whereOf(place)
  switch (reason) {
    case 'refused':
      return refusal(place, `${message}\n${detail}`, where)
    case 'no-bucket':
      return bad(
        'content',
        `There is no ${place.type === 'azure' ? 'container' : 'bucket'}${bucketOf(place)} there.`,
        'Make it with the tools of the provider first, or look whether its name and its region are right.',
      )
    case 'certificate':
      return bad(
        'certificate',
        `The certificate of ${where} cannot be trusted: ${message}.`,
        'If it is your own server, name the file with its authority as "caCertificate". If not, send nothing.',
      )
    case 'host-key':
      return bad(
        'host-key',
        `The host key of ${where} is not the one that is known.`,
        'Ask whoever runs the machine for its fingerprint before anything else.',
      )
    case 'clock':
      return bad(
        'clock',
        `The clock of this machine and that of ${where} are too far apart: it believes no signature then.`,
        'Set the clock of this machine by the network.',
      )
    case 'log-in-page':
      return bad(
        'server',
        `A page for people answers in the place of ${where}: this network may ask for a log-in first.`,
        'Open any page in a browser and log in to the network there; or look whether the address is right.',
      )
    case 'misconfigured':
      return misconfigured(place, `${message}\n${detail}`, where)
    case 'unavailable':
      return bad('server', `${where} answers, but cannot serve just now: ${message}.`, 'Wait a while, and try again.')
    case 'unreachable':
      return bad(
        'server',
        `${where} cannot be reached: ${message}.`,
        'Look whether the address is right, the server runs, and this machine is on the network.',
      )
    case 'no-space':
      return bad('room', `There is no room left at ${where}.`, 'Free some space there, or have the quota raised.')
    case 'read-only':
      return bad('writable', `${where} is read-only.`, 'Have it made writable, or take another folder there.')
    case 'disk-error':
      return bad(
        'content',
        `The disk there cannot be read or written: ${message}.`,
        'Check its cable and its health, or take another disk.',
      )
    case 'permission-denied':
      return bad(
        'writable',
        `You may not write there: ${message}.`,
        'Take a folder that belongs to the user who logs in there, or give that user the rights.',
      )
    case 'program-missing':
    case 'program-not-executable':
    case 'program-not-restic':
      return bad('program', `restic could not be started: ${message}.`, 'See what is wrong with: vaultkeeper doctor')
    case 'retrying-too-long':
    case 'silent-too-long':
    case 'took-too-long':
      return bad(
        'server',
        `${where} does not answer in time: ${message}.`,
        'Look whether the server runs and the way there is quick enough, and try again.',
      )
    case 'locked':
      return bad('content', `The repository there is in use by another program: ${message}.`, 'Wait until that has ended, and try again.')
    case 'damaged':
      return bad(
        'content',
        `What lies there cannot be read as a repository: ${message}.`,
        'If a repository was there, restore its files; else choose another place.',
      )
    default:
      return bad('server', `It does not work: ${message}.`, 'Look at what it says, and whether each field is right.')
  }
}

function refusal(place: PlaceSettings, text: string, where: string): PlaceCheck {
  switch (place.type) {
    case 'sftp':
      return bad(
        'credentials',
        `${where} lets nobody in with the key that was shown${place.user === undefined ? '' : ` for ${place.user}`}.`,
        'Put the public key into authorized_keys of that user there, or name the right private key as "identityFile". A key with a passphrase has to be in the ssh agent.',
      )
    case 'rest':
      return place.user === undefined
        ? bad('credentials', `${where} asks for a log-in.`, 'Name the user as "user" (--user), and give the password.')
        : bad(
            'credentials',
            `${where} does not let ${place.user} in${/\(403\)|403 forbidden/i.test(text) ? ' at this address (403)' : ': user or password is wrong'}.`,
            'Look at user and password. Where everybody has a place of his own, the address begins with the user: /NAME/.',
          )
    case 's3':
      if (/access ?key ?id|invalidaccesskey/i.test(text))
        return bad(
          'credentials',
          `${where} does not know this access key ID.`,
          'Look at the access key ID, and whether it belongs to this server.',
        )
      if (/signature/i.test(text))
        return bad(
          'credentials',
          'The secret access key does not belong to the access key ID.',
          'Copy both anew; nothing may be cut off at their ends.',
        )
      return bad(
        'credentials',
        `${where} knows the key, but it may not do this with the bucket "${place.bucket}".`,
        'Give the key the right to list the bucket, and to read, write and delete objects in it.',
      )
    case 'b2':
      return bad(
        'credentials',
        'Backblaze does not accept this application key.',
        'Look at key ID and key, and whether the key is for this bucket.',
      )
    case 'azure':
      return bad(
        'credentials',
        `Azure does not let us in with this ${/sas/i.test(text) ? 'token' : 'key'}.`,
        'Look at the name of the account and at its key; a SAS token may have expired.',
      )
    case 'gs':
      return bad(
        'credentials',
        'Google does not let this service account in.',
        'Give it the role "Storage Object Admin" on the bucket, or make a new key.',
      )
    default:
      return bad('credentials', `${where} does not let us in.`, 'Look at the credentials.')
  }
}

function misconfigured(place: PlaceSettings, text: string, where: string): PlaceCheck {
  if (place.type === 'rclone') {
    const [remote] = place.remote.split(':')
    if (/executable file not found|no such file or directory/i.test(text)) return rcloneMissing
    if (/didn't find section|not found in config|couldn't find/i.test(text))
      return bad(
        'settings',
        `rclone knows no remote "${remote}".`,
        'See which it knows with: rclone listremotes. Make it with: rclone config',
      )
    return bad('settings', `rclone cannot use "${place.remote}": ${lastLine(text)}.`, `Try it by hand: rclone lsd ${remote}:`)
  }
  if (/region/i.test(text)) return bad('settings', `The bucket lies in another region: ${lastLine(text)}.`, 'Write that one as "region".')
  if (/credential/i.test(text)) return bad('credentials', `${where} asks for credentials that are not there.`, 'Give them.')
  return bad('settings', `The place is not described rightly: ${lastLine(text)}.`, 'Look at each field.')
}

/** rclone is a program of its own, which Vaultkeeper does not bring. */
const rcloneMissing = bad(
  'program',
  'rclone is not installed, or not on the PATH.',
  'Install it (https://rclone.org/install/), and try again.',
)

function lastLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^Fatal: /, '').replace(/\.$/, '')
}

function bucketOf(place: PlaceSettings): string {
  if (place.type === 'azure') return ` "${place.container}"`
  return 'bucket' in place ? ` "${place.bucket}"` : ''
}

/** The other side, in a sentence. Pure. */
export function whereOf(place: PlaceSettings): string {
  switch (place.type) {
    case 'local':
      return place.path
    case 'sftp':
      return place.host
    case 'rest':
      return new URL(place.url).host
    case 's3':
      return new URL(place.endpoint).host
    case 'b2':
      return 'Backblaze B2'
    case 'azure':
      return `${place.account}.blob.${place.endpointSuffix ?? 'core.windows.net'}`
    case 'gs':
      return 'Google Cloud Storage'
    case 'rclone':
      return `the remote "${place.remote.split(':')[0]}" of rclone`
    case 'uri':
      return 'The place'
  }
}
