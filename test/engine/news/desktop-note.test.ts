import { describe, expect, it } from 'vitest'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { pageAddress } from '../../../main/electron/windows/page-address.ts'
import { actionsOfNews } from '../../../main/engine/news/actions-of-news.ts'
import { desktopNote } from '../../../main/engine/news/desktop-note.ts'
import { joined } from '../../../main/engine/news/outbox.ts'
import { pageOfNews, pageOfSubject } from '../../../main/engine/news/page-of-news.ts'
import { plainLine, shortText } from '../../../main/engine/news/short-text.ts'
import { hostileTexts } from '../../helpers/hostile-names.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { at } from '../health/records.ts'

const base: NewsMessage = {
  id: 'n1',
  kind: 'failed',
  title: 'The backup of Notes into "local" failed',
  text: 'restic crashed. It has failed 3 times since Friday, 20 November at 07:00.\n\nThe last good backup is of Thursday, 19 November at 07:00.',
  remedy: 'Run it again: vaultkeeper backup',
  plan: 'daily',
  repository: 'local',
  run: 'run-1',
  code: 'restic-crashed@notes',
  subject: 'plan/daily/local',
  time: at(20, '08:05').toISOString(),
  host: 'laptop',
}
const note = (message: Partial<NewsMessage>, now = at(20, '08:06')) => desktopNote({ ...base, ...message }, 'UTC', now)

const retry = { label: 'Retry now', action: { do: 'back-up', plan: 'daily' } }
const pause = { label: 'Pause for an hour', action: { do: 'pause', length: 'hour' } }
const open = (label: string, page: string) => ({ label, action: { do: 'open', page } })
const password = '/?mend=enter-password&repository=local'
const place = '/?mend=find-repository&repository=local'

describe('a click and buttons lead to the cause', () => {
  it.each([
    ['one that failed: its run', {}, '/activity/run-1', [retry, pause]],
    [
      'a password that does not open it',
      { subject: 'repository/local', code: 'wrong-password' },
      password,
      [open('Enter the password…', password)],
    ],
    ['a password that is gone', { subject: 'repository/local', code: 'password-gone' }, password, [open('Enter the password…', password)]],
    [
      'a repository that is gone',
      { subject: 'repository/local', code: 'repository-gone' },
      place,
      [open('Show where it is…', place), retry],
    ],
    [
      'a locked keychain',
      { subject: 'machine', code: 'keychain-locked', run: null, plan: null },
      '/',
      [{ ...retry, action: { do: 'back-up', plan: null } }],
    ],
    ['a disk that is full', { subject: 'repository/local', code: 'disk-full' }, '/activity/run-1', [retry]],
    ['a place to be written otherwise', { subject: 'repository/local', code: 'place-taken' }, '/repositories/local', [retry]],
    ['several causes: the run', { code: 'restic-crashed@notes folder-missing@opus' }, '/activity/run-1', [retry]],
    ['the care of a repository', { subject: 'care/prune/@prune/local', code: 'restic-failed', run: null, plan: null }, '/', []],
    [
      'the configuration',
      { subject: 'configuration', code: 'configuration-refused', run: null },
      '/plans?file',
      [open('See the mistake', '/plans?file')],
    ],
    [
      'silence',
      { kind: 'stale', code: 'stale@notes', run: null },
      '/',
      [{ label: 'Back up now', action: { do: 'back-up', plan: 'daily' } }],
    ],
    [
      'an unusual change',
      { kind: 'anomaly', subject: 'anomaly/a1b2', code: 'anomaly', run: null },
      '/?mend=anomaly&anomaly=a1b2',
      [
        open('Restore…', '/?mend=anomaly&anomaly=a1b2&choice=bring-back'),
        open('It was me…', '/?mend=anomaly&anomaly=a1b2&choice=expected'),
      ],
    ],
    [
      'a change that waits',
      { kind: 'approval', subject: 'changes/p/local/v', code: 'waiting@x', run: null },
      '/approvals',
      [open('Approve…', '/approvals')],
    ],
    ['a carrier', { kind: 'carrier-failed', subject: 'carrier/email', code: 'carrier-failed', run: null }, '/settings', []],
    ['that it is well again', { kind: 'recovered', code: null, run: null }, '/', []],
    ['that it went well', { kind: 'well', subject: 'well/run-2', code: null, run: 'run-2' }, '/activity/run-2', []],
    ['a digest', { kind: 'digest', subject: 'digest/2026-11-20', code: null, plan: null, run: null }, '/activity', []],
    ['a test', { kind: 'test', subject: 'test', code: null, plan: null, run: null }, '/settings', []],
  ] as const)('%s', (_what, message, page, actions) => {
    expect(note(message)).toMatchObject({ page, actions })
    const pages = [page, ...actions.flatMap(({ action }) => ('page' in action ? [action.page] : []))]
    // The window takes only what looks like a page of ours.
    expect(pages.map((one) => pageAddress(one).split('#')[1])).toEqual(pages)
  })

  it('never approves, restores or answers by itself', () => {
    const random = seeded(7)
    const kinds = ['failed', 'stale', 'anomaly', 'approval', 'recovered', 'carrier-failed', 'well', 'digest', 'test'] as const
    const codes = [
      'wrong-password',
      'repository-gone',
      'stale@a',
      'waiting@b',
      'anomaly',
      'restic-crashed',
      'x y',
      '',
      'repository-damaged',
      'no-space',
    ]
    for (let round = 0; round < 500; round++) {
      const about = {
        ...base,
        kind: pick(random, kinds),
        code: pick(random, codes),
        subject: pick(random, ['anomaly/a', 'changes/a/b/c', 'plan/a/b', 'care/x', 'summary', '']),
      }
      for (const { action } of actionsOfNews(about)) expect(['open', 'back-up', 'pause']).toContain(action.do)
      expect(pageOfNews(about)).toMatch(/^\/[a-z-]*(?:\/[^?]+)?(?:\?.+)?$/)
    }
  })

  it('also where only the subject is known still', () => {
    expect(['anomaly/a1', 'changes/p/local/v', 'carrier/email', 'configuration', 'plan/daily/local', 'x'].map(pageOfSubject)).toEqual([
      '/?mend=anomaly&anomaly=a1',
      '/approvals',
      '/settings',
      '/plans?file',
      '/',
      '/',
    ])
  })

  it('not for several in one message', () => {
    const many = joined(
      Array.from({ length: 7 }, (_, index) => ({
        ...base,
        id: `n${index}`,
        subject: `plan/p${index}/local`,
        kind: index === 2 ? ('anomaly' as const) : ('failed' as const),
        title: `Title ${index}`,
      })),
    )
    expect(desktopNote(many ?? base, 'UTC', at(25))).toMatchObject({
      title: '7 messages',
      body: '- 2 earlier ones\n- Title 2\n- Title 3\n- Title 4\n- Title 5\n- Title 6',
      weight: 'high',
      page: '/',
      actions: [],
      passes: false,
      subject: 'several/n6',
    })
    expect(note({ kind: 'anomaly', subject: 'summary', code: 'summary' })).toMatchObject({ page: '/', actions: [], passes: false })
  })
})

describe('its words', () => {
  it('are whole sentences as far as there is room, with what to do in the pages rather than on a command line', () => {
    expect(note({}).body).toBe(
      'restic crashed. It has failed 3 times since Friday, 20 November at 07:00. The last good backup is of Thursday, 19 November at 07:00. Back it up again now.',
    )
    expect(note({ remedy: 'Connect the drive.', code: 'x' }).body).toMatch(/at 07:00\. Connect the drive\.$/)
    expect(note({ kind: 'recovered', code: null, text: 'It is over.', remedy: null }).body).toBe('It is over.')
    expect(
      note({ kind: 'digest', code: null, text: '1 backup.\n\n- daily into local: 1 backup, protected.', remedy: 'See: vaultkeeper status' })
        .body,
    ).toBe('1 backup.\n- daily into local: 1 backup, protected.')
  })

  it('say when it happened where they come late', () => {
    expect(note({}, at(20, '08:14')).body).toMatch(/^restic crashed\./)
    expect(note({}, at(20, '12:00')).body).toMatch(/^At 08:05: restic crashed\./)
    expect(note({}, at(21, '00:30')).body).toMatch(/^Yesterday at 08:05: restic crashed\./)
    expect(note({}, at(24)).body).toMatch(/^Friday, 20 November at 08:05: restic crashed\./)
  })

  it('stay plain and short whatever files, vaults and plans are called', () => {
    const random = seeded(11)
    const marks = ['\u202e', '\u2066', '\u200b', '\ufeff', '\0', '\x1b]8;;x\x07', '\r\n', '\ud800', '\u0085', '👩‍👩‍👧', 'é', '. ', '- ']
    for (const hostile of [...hostileTexts, ...marks])
      for (let round = 0; round < 5; round++) {
        const name = `${hostile}${pick(random, marks)}${'long '.repeat(Math.floor(random() * 80))}${hostile}`
        const { title, body } = note(
          { title: `${name} is not backed up`, text: `${name} is gone. ${name}\n\n- ${name}`, remedy: name },
          at(22),
        )
        expect(title.length).toBeLessThanOrEqual(90)
        expect(body.length).toBeLessThanOrEqual(220)
        expect(title).not.toBe('')
        for (const text of [title, body]) {
          expect(text.isWellFormed()).toBe(true)
          expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u)
        }
      }
  })

  it('are cut between words, and never within a character', () => {
    expect(plainLine('one two three four', 13)).toBe('one two…')
    expect(plainLine('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`)
    expect(plainLine(`${'x'.repeat(8)}😀y`, 10)).toBe(`${'x'.repeat(8)}…`)
    expect(plainLine('a family: 👩‍👩‍👧', 40)).toBe('a family: 👩‍👩‍👧')
    expect(shortText('One. Two is long. Three.', 18)).toBe('One. Two is long.')
    expect(shortText('The file notes.v2.md is gone. Look.', 30)).toBe('The file notes.v2.md is gone.')
    expect(shortText('A first sentence that has no room at all.', 20)).toBe('A first sentence…')
  })
})
