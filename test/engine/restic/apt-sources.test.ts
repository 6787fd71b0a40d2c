import { expect, it } from 'vitest'
import { sourcesForSuite } from '../../../main/engine/restic/apt-sources.ts'

const NEW_FORMAT = `# a comment
Types: deb deb-src
# another
URIs: http://archive.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://archive.test/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/archive.gpg
`

const WANTED = `Types: deb
Suites: sid
Components: main
Targets: Packages
URIs: http://archive.test/debian
Signed-By: /usr/share/keyrings/archive.gpg
`

it('changes the suite and drops updates, security, sources and other components', () => {
  expect(sourcesForSuite([{ name: 'debian.sources', text: NEW_FORMAT }], 'sid')).toBe(WANTED)
})

it('reads the older format the same way, and writes one source once', () => {
  const text = `# deb http://archive.test/old buster main
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/archive.gpg trusted=yes] http://archive.test/debian trixie main # here
deb-src http://archive.test/debian trixie main
deb http://archive.test/debian trixie-backports main
deb http://security.test/debian-security trixie-security main
deb http://archive.test/debian bookworm main
deb http://archive.test/debian bookworm main contrib
`
  const written = sourcesForSuite([{ name: '/etc/apt/sources.list', text }], 'trixie')
  expect(written.split('\n\n')).toHaveLength(2)
  expect(written).toContain('Signed-By: /usr/share/keyrings/archive.gpg\nArchitectures: amd64 arm64')
  expect(written.toLowerCase()).not.toContain('trusted')
})

it('keeps a key that stands in the file itself', () => {
  const key = 'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----'
  const text = `Types: deb\nURIs: http://archive.test/debian\nSuites: stable\nComponents: main\n${key}\n`
  expect(sourcesForSuite([{ name: 'a.sources', text }], 'sid')).toContain(key.replace('Signed-By:\n', 'Signed-By: \n'))
})

it.each([
  ['another publisher', 'deb https://packages.test/apt tool-bookworm main'],
  ['another publisher that borrows the name of the release', 'deb https://packages.test/linux/debian bookworm stable'],
  ['a disc', 'deb cdrom:[Debian]/ bookworm main'],
  ['a flat folder', 'deb http://archive.test/debian ./'],
])('leaves out %s', (_, text) => {
  expect(sourcesForSuite([{ name: 'sources.list', text }], 'sid')).toBe('')
})

it('leaves out what is switched off', () => {
  const text = 'Types: deb\nURIs: http://archive.test/debian\nSuites: bookworm\nComponents: main\nEnabled: no\n'
  expect(sourcesForSuite([{ name: 'a.sources', text }], 'sid')).toBe('')
})
