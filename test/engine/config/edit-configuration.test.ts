import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { diffLines } from 'diff'
import fc from 'fast-check'
import { parse, parseTree, visit } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { editConfiguration } from '../../../main/engine/config/edit-configuration.ts'
import { type ConfigurationEdit, editText, withEdits } from '../../../main/engine/config/edit-text.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { replaceFile } from '../../../main/engine/config/replace-file.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { configurationHome, exampleText } from '../../helpers/configuration-home.ts'

/** The lines that an edit takes away and brings. */
const changedLines = (before: string, after: string) => {
  const parts = diffLines(before, after)
  const lines = (which: 'added' | 'removed') =>
    parts
      .filter((part) => part[which])
      .flatMap(({ value }) =>
        value
          .trim()
          .split('\n')
          .map((line) => line.trim()),
      )
  return { gone: lines('removed'), come: lines('added') }
}

describe('an edit', () => {
  it.each<[string, ConfigurationEdit, string[], string[]]>([
    [
      'of a value',
      { path: ['plans', 'vaults', 'schedule'], value: '30 6 * * *' },
      ['"schedule": "0 7 * * *",'],
      ['"schedule": "30 6 * * *",'],
    ],
    [
      'of a number in a line',
      { path: ['plans', 'vaults', 'keep', 'last'], value: 14 },
      ['"keep": { "last": 30, "monthly": 12 },'],
      ['"keep": { "last": 14, "monthly": 12 },'],
    ],
    [
      'that adds to a line',
      { path: ['plans', 'vaults', 'keep', 'yearly'], value: 3 },
      ['"keep": { "last": 30, "monthly": 12 },'],
      ['"keep": { "last": 30, "monthly": 12, "yearly": 3 },'],
    ],
    [
      'that takes out of a line',
      { path: ['plans', 'vaults', 'keep', 'monthly'], value: undefined },
      ['"keep": { "last": 30, "monthly": 12 },'],
      ['"keep": { "last": 30 },'],
    ],
    [
      'that adds a line',
      { path: ['plans', 'weekly', 'jitter'], value: '10m' },
      ['"staleAfter": "8d"'],
      ['"staleAfter": "8d",', '"jitter": "10m"'],
    ],
    ['that takes a line out', { path: ['plans', 'daily', 'timeZone'], value: undefined }, ['"timeZone": "Europe/Berlin",'], []],
    [
      'that takes the last line out',
      { path: ['plans', 'weekly', 'staleAfter'], value: undefined },
      ['"keep": { "last": 12 },', '"staleAfter": "8d"'],
      ['"keep": { "last": 12 }'],
    ],
    [
      'of an object, where only a part of it differs',
      { path: ['verification'], value: { readBack: '1 GiB', check: '0 12 * * 6', readDataEvery: '30d', drill: '0 13 1 * *' } },
      [
        '"verification": { "readBack": "256 MiB", "check": "0 12 * * 6", "readDataEvery": "30d", "drill": "0 13 1 * *", "drillUpTo": "4 GiB" },',
      ],
      ['"verification": { "readBack": "1 GiB", "check": "0 12 * * 6", "readDataEvery": "30d", "drill": "0 13 1 * *" },'],
    ],
    [
      'that adds a repository',
      { path: ['repositories', 'usb'], value: { type: 'local', path: '/media/me/usb' } },
      ['"drive": { "type": "rclone", "remote": "drive:vaultkeeper", "enabled": false }'],
      [
        '"drive": { "type": "rclone", "remote": "drive:vaultkeeper", "enabled": false },',
        '"usb": { "type": "local", "path": "/media/me/usb" }',
      ],
    ],
  ])('%s touches nothing else', (_, edit, gone, come) => {
    const after = editText(exampleText, [edit])
    expect(changedLines(exampleText, after)).toEqual({ gone, come })
    expect(editText(after, [edit])).toBe(after)
  })

  it.each([
    ['{\n  "a": 1, // one\n  "b": 2 // two\n}', { path: ['c'], value: 3 }, '{\n  "a": 1, // one\n  "b": 2, // two\n  "c": 3\n}'],
    ['{\n  "a": 1, // one\n  "b": 2, // two\n}', { path: ['c'], value: 3 }, '{\n  "a": 1, // one\n  "b": 2, // two\n  "c": 3,\n}'],
    ['{\n  "a": 1, // one\n  // of b\n  "b": 2 // two\n}', { path: ['b'], value: undefined }, '{\n  "a": 1 // one\n  // of b\n  // two\n}'],
    ['{\n  "a": 1, // one\n  // of b\n  "b": 2\n}', { path: ['a'], value: undefined }, '{\n  // one\n  // of b\n  "b": 2\n}'],
    ['{ "a": 1 }', { path: ['b', 'c'], value: true }, '{ "a": 1, "b": { "c": true } }'],
    ['{}', { path: ['b'], value: 1 }, '{\n  "b": 1\n}'],
    ['{\n\t"a": {}\n}', { path: ['a', 'b'], value: 'x' }, '{\n\t"a": { "b": "x" }\n}'],
    ['{\r\n\t"a": 1\r\n}', { path: ['b'], value: 2 }, '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}'],
    ['{ "a": 1 /* one */ , "b": 2 }', { path: ['a'], value: undefined }, '{ /* one */  "b": 2 }'],
  ])('%j with %j', (before, edit, after) => {
    expect(editText(before, [edit])).toBe(after)
  })

  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const leaf = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constantFrom('x', '// no comment', '{', ''), fc.boolean(), fc.constant(null))
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).any
  const blank = fc.constantFrom('', ' ', '\n', '\n  ', ' // c\n', ' /* c */ ', '\n// c\n  ', '\t')
  /** Any way of writing an object: blanks and comments everywhere, commas behind the last one or not. */
  const written = fc
    .tuple(fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }), fc.infiniteStream(blank), fc.boolean())
    .map(([object, blanks, trailing]) => {
      const between = () => blanks.next().value as string
      const write = (one: unknown): string => {
        if (Array.isArray(one)) return JSON.stringify(one)
        if (one === null || typeof one !== 'object') return JSON.stringify(one)
        const inside = Object.entries(one).map(
          ([key, inner]) => `${between()}${JSON.stringify(key)}${between()}:${between()}${write(inner)}${between()}`,
        )
        return `{${inside.join(',')}${trailing && inside.length > 0 ? ',' : ''}${between()}}`
      }
      return `${between()}${write(object)}${between()}`
    })
  const edit = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }), value: fc.oneof(value, fc.constant(undefined)) })
  const commentsOf = (text: string) => {
    let count = 0
    visit(text, { onComment: () => count++ }, { allowTrailingComma: true })
    return count
  }

  it('says what it was to say and keeps every comment outside of what it replaces, in any text', () => {
    fc.assert(
      fc.property(written, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
        const errors: unknown[] = []
        const after = editText(text, edits)
        expect(parseTree(after, errors as never, { allowTrailingComma: true })).toBeDefined()
        expect(errors).toEqual([])
        expect(parse(after, [], { allowTrailingComma: true })).toEqual(withEdits(parse(text, [], { allowTrailingComma: true }), edits))
        // Nothing but scalars replaced or added: no comment stood in what is gone.
        const [only] = edits
        const whole: unknown = parse(text, [], { allowTrailingComma: true })
        const before = only?.path.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], whole)
        if (edits.length === 1 && only?.value !== undefined && typeof before !== 'object')
          expect(commentsOf(after)).toBeGreaterThanOrEqual(commentsOf(text))
      }),
      { numRuns: 1000, seed: 20261121 },
    )
  })
})

describe('editing the configuration', () => {
  const schedule = (value: unknown): ConfigurationEdit[] => [{ path: ['plans', 'vaults', 'schedule'], value }]
  const problemOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ProblemError)
    return (error as ProblemError).problem
  }

  it('writes it, and puts it in force', async () => {
    const home = configurationHome(exampleText)
    const { configuration, source } = await editConfiguration(home, schedule('30 6 * * *'))
    expect([source, configuration?.plans['vaults']?.schedule]).toEqual(['file', '30 6 * * *'])
    expect(home.read()).toBe(exampleText.replace('"0 7 * * *"', '"30 6 * * *"'))
    expect((await loadConfiguration(home)).configuration).toEqual(configuration)
  })

  it('begins a file where there is none, for its owner alone', async () => {
    const home = configurationHome()
    await editConfiguration(home, [{ path: ['vaults', 'notes'], value: { path: '~/Notes' } }])
    expect(home.read()).toBe('{\n  "version": 1,\n  "vaults": { "notes": { "path": "~/Notes" } }\n}\n')
    expect(statSync(home.file).mode & 0o777).toBe(0o600)
  })

  it('never writes a mistake', async () => {
    const home = configurationHome(exampleText)
    for (const [edits, why] of [
      [schedule('at nine'), /plans\.vaults\.schedule must be a cron expression/],
      [[{ path: ['vaults', 'opus'], value: undefined }], /names a vault "opus" that is not there/],
      [[{ path: ['colour'], value: 'red' }], /colour is not known here/],
      [[{ path: ['version'], value: 2 }], /made by a newer Vaultkeeper/],
    ] as [ConfigurationEdit[], RegExp][]) {
      const problem = await problemOf(editConfiguration(home, edits))
      expect(problem).toMatchObject({ code: 'configuration-edit', sentence: expect.stringMatching(why) })
      expect(home.read()).toBe(exampleText)
    }
  })

  it('leaves a file alone that is broken, of a newer version, or no file', async () => {
    for (const text of [exampleText.replace('{', ''), '{ "version": 2 }']) {
      const home = configurationHome(text)
      expect(await problemOf(editConfiguration(home, schedule('0 8 * * *')))).toMatchObject({ code: 'configuration-broken' })
      expect(home.read()).toBe(text)
    }
    const home = configurationHome()
    mkdirSync(home.file)
    expect(await problemOf(editConfiguration(home, schedule('0 8 * * *')))).toMatchObject({ code: 'configuration-unreadable' })
  })

  it('keeps mode and byte order mark, follows a link and leaves it a link', async () => {
    const home = configurationHome()
    const real = path.join(home.root, '..', 'dotfiles.json')
    writeFileSync(real, `\ufeff${exampleText}`)
    chmodSync(real, 0o640)
    symlinkSync(real, home.file)
    await editConfiguration(home, schedule('0 8 * * *'))
    expect(lstatSync(home.file).isSymbolicLink()).toBe(true)
    expect(statSync(real).mode & 0o777).toBe(0o640)
    expect(home.read()).toBe(`\ufeff${exampleText.replace('"0 7 * * *"', '"0 8 * * *"')}`)
    expect(readdirSync(path.dirname(real)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('brings an older file up on the way, and keeps it', async () => {
    const old = '{ "vaults": { "notes": { "path": "/n" } }, "plans": { "p": { "cron": "0 7 * * *", "vaults": ["notes"] } } }'
    const home = configurationHome(old)
    await editConfiguration(home, [{ path: ['plans', 'p', 'schedule'], value: '0 8 * * *' }])
    expect(parse(home.read())).toMatchObject({ version: 1, plans: { p: { schedule: '0 8 * * *', sources: ['notes'] } } })
    expect(home.read('backup_schedule.v0.json')).toBe(old)
  })

  it('checks what variables make of it, too', async () => {
    const home = configurationHome(exampleText, { VAULTKEEPER_PLAN_WEEKLY_SCHEDULE: '0 22 * * 0' })
    expect(await problemOf(editConfiguration(home, [{ path: ['plans', 'weekly'], value: undefined }]))).toMatchObject({
      sentence: expect.stringMatching(/VAULTKEEPER_PLAN_WEEKLY_SCHEDULE: This variable fits no plan/),
    })
  })

  it('loses no edit of many at once', async () => {
    const home = configurationHome('{\n  "version": 1\n}\n')
    const names = Array.from({ length: 20 }, (_, index) => `v${index}`)
    await Promise.all(names.map((name) => editConfiguration(home, [{ path: ['vaults', name], value: { path: `/${name}` } }])))
    expect(Object.keys((await loadConfiguration(home)).configuration?.vaults ?? {}).sort()).toEqual([...names].sort())
  })

  it('loses nothing that a person saves while the app does: the edit is made again on the new text', async () => {
    const home = configurationHome(exampleText)
    let saved = 0
    // Just when the new content is about to take its place: the person was quicker, three times.
    const ports = {
      ...home.ports,
      randomBytes: (length: number) => {
        if (saved < 3) home.write(home.read().replace('// Copy', `// (${++saved}) Copy`).replace('Two vaults', `Two vaults (${saved})`))
        return home.ports.randomBytes(length)
      },
    }
    await editConfiguration({ ...home, ports }, schedule('0 8 * * *'))
    expect(saved).toBe(3)
    expect(home.read()).toContain('Two vaults (3) (2) (1)')
    expect(home.read()).toContain('"schedule": "0 8 * * *"')
  })

  it('gives up, and says so, when the file never rests', async () => {
    const home = configurationHome(exampleText)
    let times = 0
    const ports = {
      ...home.ports,
      randomBytes: (length: number) => {
        home.write(`${exampleText}// ${++times}\n`)
        return home.ports.randomBytes(length)
      },
    }
    expect(await problemOf(editConfiguration({ ...home, ports }, schedule('0 8 * * *')))).toMatchObject({ code: 'configuration-busy' })
    expect(home.read()).toBe(`${exampleText}// ${times}\n`)
    expect(readdirSync(home.root).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('a file that came or went meanwhile is not written over', () => {
    const home = configurationHome()
    expect(replaceFile(home.file, Buffer.from('x'), 'y', '000000000000')).toBe(false)
    home.write('x')
    expect(replaceFile(home.file, null, 'y', '000000000000')).toBe(false)
    expect(home.read()).toBe('x')
  })
})
