import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argumentsOf, openablePages, refusedToOpen } from '../../main/electron/system/arguments-of.ts'

const program = '/opt/Vaultkeeper/vaultkeeper'
const packaged = (...given: string[]) => argumentsOf([program, ...given], { packaged: true })
const nothing = { hidden: false, page: null, refused: [] }

describe('what a start may ask for', () => {
  it('nothing, no window, or a page', () => {
    expect(packaged()).toEqual(nothing)
    expect(packaged('--hidden')).toEqual({ ...nothing, hidden: true })
    for (const page of openablePages) expect(packaged(`--open=${page}`)).toEqual({ ...nothing, page })
    // Who asks for a page wants to see it.
    expect(packaged('--open=/restore', '--hidden')).toEqual({ ...nothing, page: '/restore' })
  })

  it('the pages that may be asked for are those that are there, and none about one thing', () => {
    const there = readFileSync('renderer/shell/pages.tsx', 'utf8').matchAll(/pattern: '([^':]+)'/g)
    expect([...openablePages].sort()).toEqual([...there].map(([, pattern]) => pattern).sort())
  })

  it('what Chromium and the systems add by themselves is nobody’s wish', () => {
    const added = [
      '--original-process-start-time=13344',
      '--allow-file-access-from-files',
      '-psn_0_12345',
      '--ozone-platform=wayland',
      '--no-sandbox',
    ]
    expect(packaged(...added, '--hidden')).toEqual({ ...nothing, hidden: true })
  })

  it('a folder to run from stands in the command line only while it is developed', () => {
    expect(
      argumentsOf(['electron', '--inspect=0', '--remote-debugging-port=0', '/home/sam/vaultkeeper', '--hidden'], { packaged: false }),
    ).toEqual({
      ...nothing,
      hidden: true,
    })
    expect(argumentsOf(['electron', '.', 'notes.txt'], { packaged: false }).refused).toHaveLength(1)
    expect(argumentsOf(['electron', '--hidden'], { packaged: false })).toEqual({ ...nothing, hidden: true })
    expect(packaged('.').refused).toHaveLength(1)
  })
})

describe('everything else is refused', () => {
  it.each([
    ['vaultkeeper://open/approvals', 'opens no links'],
    ['vaultkeeper:approvals', 'opens no links'],
    ['https://example.org', 'opens no links'],
    ['file:///etc/passwd', 'opens no links'],
    ['C:\\Users\\sam\\notes.txt', 'opens no files'],
    ['/home/sam/notes.txt', 'opens no files'],
    ['\\\\server\\share', 'opens no files'],
    ['', 'opens no files'],
    ['--open=/activity/20261121T071502-9f3c2a', 'no such page'],
    ['--open=//evil', 'no such page'],
    ['--open=/restore?x', 'no such page'],
    ['--open', 'no such page'],
    ['--hidden=1', 'does not know'],
    ['--', 'does not know'],
    ['--enable-features=Whatever', 'does not know'],
  ])('%s', (given, why) => {
    const { refused, ...rest } = packaged('--hidden', given)
    expect(refused).toEqual([expect.stringContaining(why)])
    // There is a plain window, so that whoever did it sees that something came of it.
    expect(rest).toEqual({ hidden: false, page: null })
  })

  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '--disable-setuid-sandbox',
    '-disable-setuid-sandbox',
    '--disable-gpu-sandbox',
    '--disable-web-security',
    '--js-flags=--expose-gc',
    '--renderer-cmd-prefix=gdb',
    '--gpu-launcher=cmd',
    '--utility-cmd-prefix=sh',
    '--load-extension=/some/extension',
    '--user-data-dir=/some/folder',
    '--ignore-certificate-errors',
    '--host-rules=MAP * evil',
    '--proxy-server=evil:1',
  ])('%s could open the app to others, or is none of a person’s business', (given) => {
    const { hidden, page, refused } = packaged('--hidden', given)
    expect([hidden, page, refused]).toEqual([false, null, [`${JSON.stringify(given)}: Vaultkeeper does not know this switch.`]])
  })

  it('a link or a file that macOS hands over, whatever its name holds', () => {
    expect(refusedToOpen('vaultkeeper://open/approvals')).toBe('"vaultkeeper://open/approvals": Vaultkeeper opens no links.')
    expect(refusedToOpen('/tmp/\u001b]0;x\u0007\u202e\n.txt')).toMatch(/^"\/tmp\/\?]0;x/)
    expect(refusedToOpen('/tmp/\u202efdp.exe\u2028')).toMatch(/^"\/tmp\/\?fdp\.exe\?": /)
    expect(refusedToOpen(`/${'x'.repeat(9_999)}`).length).toBeLessThan(200)
  })
})

/** Whatever somebody may come to write there. */
const anyArgument = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.webUrl(),
  fc.constantFrom('--hidden', '--open', '--inspect', '-', '--', '.', '..').chain((start) => fc.string().map((rest) => `${start}${rest}`)),
  fc.constantFrom(...openablePages).chain((page) => fc.string().map((rest) => `--open=${page}${rest}`)),
  fc.string().map((rest) => `vaultkeeper://${rest}`),
)

describe('of any command line', () => {
  it('only a page of the list comes out, and nothing that was not asked for word by word', () => {
    fc.assert(
      fc.property(fc.array(anyArgument), fc.boolean(), (given, isPackaged) => {
        const { hidden, page, refused } = argumentsOf([program, ...given], { packaged: isPackaged })
        if (page !== null) expect(openablePages.some((one) => one === page && given.includes(`--open=${page}`))).toBe(true)
        if (hidden) expect(given).toContain('--hidden')
        if (hidden) expect(refused).toEqual([])
        for (const sentence of refused) {
          expect(sentence).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,300}$/u)
        }
      }),
    )
  })

  it('each argument is taken, known as harmless, or told of', () => {
    fc.assert(
      fc.property(anyArgument, (given) => {
        const { hidden, page, refused } = packaged(given)
        const switchName = /^--?([a-z][a-z0-9_-]*)/i.exec(given)?.[1]
        const came = [hidden, page !== null, refused.length === 1].filter(Boolean)
        expect(came.length).toBeLessThanOrEqual(1)
        if (switchName === undefined) expect(refused).toHaveLength(1)
      }),
    )
  })
})
