import { expect, it } from 'vitest'
import { kitCode } from '../../../main/engine/kit/kit-codes.ts'
import { kitHtml } from '../../../main/engine/kit/kit-html.ts'
import { kitText } from '../../../main/engine/kit/kit-text.ts'

const hostile = '</style><script>alert(1)</script> "\' & \u202e\x1b[31m'
const kit = {
  repository: hostile,
  place: hostile,
  location: hostile,
  onThisComputer: false,
  id: 'f00d',
  keys: ['4f2a91bc'],
  key: null,
  restic: '0.19.1',
  made: '2026-11-21T08:00:00.000Z',
  host: hostile,
  kept: 'keychain' as const,
  checked: null,
  showable: true,
  vaults: [{ id: 'v', name: hostile, path: hostile }],
  steps: [{ title: hostile, commands: [`restic -r '${hostile}' snapshots`] }],
  comeback: `vaultkeeper init --from '${hostile}'`,
  codes: [],
  standing: 'unchecked' as const,
  sentence: null,
}

it('names are shown and never acted on; the page asks nobody for anything', () => {
  const password = '<b>&pass-word\'s"'
  const html = kitHtml(kit, { password, code: kitCode(password, 'Password') })
  expect(html).not.toMatch(/<script|<b>&pass|\u202e|\x1b/)
  expect(html).toContain('&#60;b&#62;&#38;pass-word&#39;s&#34;')
  // Nothing from anywhere, and no letters but those that are there.
  expect(html).not.toMatch(/\b(?:src|href|url)\b\s*[=(]/)
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})

it('without the password there is a line to write it on, and only light is asked for', () => {
  const html = kitHtml(kit, null)
  expect(html).toContain('<p class="line"></p>')
  expect(html).toContain('<meta name="color-scheme" content="only light">')
  expect(html).not.toContain('class="secret"')
})

it('names its repository, and says which restic it takes as the recovery document does', () => {
  const named = { ...kit, repository: 'offsite' }
  expect(kitHtml(named, null)).toContain('<dt>Name</dt><dd>offsite</dd>')
  expect(kitText(named)).toMatch(/^Name: +offsite$/m)
  expect(kitText(named)).toMatch(/^Program: +restic 0\.18 or newer, but not 0\.19\.0 \(made with 0\.19\.1\): https/m)
  expect(kitHtml({ ...named, restic: null }, null)).toContain('<li>Get restic 0.18 or newer, but not 0.19.0: https')
})
