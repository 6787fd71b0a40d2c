import { decodeQR } from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { kitCodes, modulesOf } from '../../../main/engine/kit/kit-codes.ts'
import { filledIn } from '../../../main/engine/kit/kit-log-in.ts'
import { inParts, kitScript } from '../../../main/engine/kit/kit-script.ts'
import { codeForTerminal } from '../../../main/headless/terminal/code-for-terminal.ts'

/** Reads modules as a camera would, four pixels each. */
function read(modules: readonly (readonly boolean[])[]): string {
  const width = modules.length * 4
  const data = new Uint8ClampedArray(width * width * 4)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++) data.set(modules[y >> 2]?.[x >> 2] ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * width + x) * 4)
  return decodeQR({ width, height: width, data })
}

/** What a path of SVG paints, as modules. */
function painted({ path, size }: { readonly path: string; readonly size: number }): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length))
  return rows
}

describe('the codes of a kit', () => {
  const about = { made: '2026-11-21T08:00:00.000Z', host: 'laptop', location: '/copies of "Ädä"', id: 'f00d' }
  const steps = Array.from({ length: 30 }, (_, at) => ({
    title: `Vault ${at}. More of it`,
    commands: [`restic -r '/copies of "Ädä"' restore latest --tag vault:v${at} --target 'restored/v ${at}'`],
  }))
  const script = kitScript({ ...about, steps: [...steps, { title: 'Older', commands: ['restic -r x restore ID --target restored'] }] })

  it('are its script, read one after the other, and each is a picture of its text', () => {
    const codes = kitCodes(script, 'Commands')
    expect(codes.length).toBeGreaterThan(2)
    expect(codes.map((code) => read(painted(code))).join('')).toBe(script)
    expect(codes[1]?.title).toBe(`Commands, 2 of ${codes.length}`)
    // None needs a finer picture than a telephone takes of 56 mm of paper.
    expect(Math.max(...codes.map(({ size }) => size))).toBeLessThanOrEqual(125)
    expect(script).toContain('\n# restic -r x restore ID')
    expect(script.split('\n').filter((line) => line.startsWith('restic'))).toHaveLength(30)
  })

  it('one long line is one larger code; what no code can hold has none', () => {
    const line = `printf ${'0123456789abcdef'.repeat(160)}\n`
    const [first, second] = kitCodes(`# a\n${line}`, 'Commands')
    expect([first?.text, read(painted(second ?? { path: '', size: 0 }))]).toEqual(['# a\n', line])
    expect(kitCodes(`# a\n${line.repeat(1)}${'x'.repeat(3000)}\n`, 'Commands')).toEqual([])
    expect(inParts('ä\nbb\nc', 5)).toEqual(['ä\n', 'bb\nc'])
  })

  it('drawn on a terminal they are the same, black on white with colours, else light on dark', () => {
    const modules = modulesOf('x7kp-m2qa')
    const pairs: Record<string, [boolean, boolean]> = { '█': [true, true], '▀': [true, false], '▄': [false, true], ' ': [false, false] }
    const rows = (text: string, flip: boolean) =>
      text.split('\n').flatMap((line) => [0, 1].map((half) => [...line].map((cell) => (pairs[cell]?.[half] ?? false) !== flip)))
    const coloured = codeForTerminal(modules, true).replaceAll('\x1b[30;107m', '').replaceAll('\x1b[0m', '')
    for (const shown of [rows(coloured, false), rows(codeForTerminal(modules, false), true)])
      expect(shown.slice(0, modules.length)).toEqual(modules)
  })
})

it('what a server asks for is put into its blanks, quoted for the shell, and nowhere else', () => {
  const steps = [
    {
      title: 'Let restic in: write the secrets in place of ____',
      commands: ["export AWS_SECRET_ACCESS_KEY='____'", "export OTHER='____'"],
    },
    { title: 'Other: ____', commands: ["echo '____'"] },
  ]
  expect(filledIn(steps, new Map([['AWS_SECRET_ACCESS_KEY', "it's $& `x`"]]), 'linux')).toEqual([
    { title: 'Let restic in', commands: ["export AWS_SECRET_ACCESS_KEY='it'\\''s $& `x`'", "export OTHER='____'"] },
    steps[1],
  ])
  const windows = [{ title: 'Let restic in', commands: ["$env:B2_ACCOUNT_ID = '____'"] }]
  expect(filledIn(windows, new Map([['B2_ACCOUNT_ID', '007']]), 'win32')[0]?.commands).toEqual(["$env:B2_ACCOUNT_ID = '007'"])
})
