import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './helpers/temporary-folder.ts'

const root = path.join(import.meta.dirname, '..')
const sources = readdirSync(path.join(root, 'main'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/(^|\/)(node_modules|dist|test)\//.test(name))
  .map((name) => `main/${name}`)

describe('imports point one way', () => {
  /** What biome says of a file with one import, under the rules of this project. */
  const lint = (file: string, imported: string): { code: number | null; output: string } => {
    const folder = temporaryFolder('arrows')
    copyFileSync(path.join(root, 'biome.json'), path.join(folder, 'biome.json'))
    execFileSync('git', ['init', '-q'], { cwd: folder })
    const place = path.join(folder, file)
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, `import { x } from '${imported}'\n\nexport const y = x\n`)
    const biome = path.join(root, 'node_modules', '.bin', 'biome')
    const { status, stdout, stderr } = spawnSync(biome, ['lint', '--error-on-warnings', '.'], { cwd: folder, encoding: 'utf8' })
    return { code: status, output: `${stdout}${stderr}`.replace(/\s+/g, ' ') }
  }

  it.each([
    ['main/engine/runs/x.ts', 'electron', 'The engine runs without a screen'],
    ['main/engine/x.ts', '../headless/main.ts', 'The engine runs without a screen'],
    ['main/engine/x.ts', '../electron/tray.ts', 'The engine runs without a screen'],
    ['main/engine/x.ts', '../restic-wrapper/src/restic.ts', 'restic-wrapper has one door'],
    ['main/contract/x.ts', 'node:fs', 'The contract is imported by pages and hosts alike'],
    ['main/contract/x.ts', '../engine/core.ts', 'The contract is imported by pages and hosts alike'],
    ['main/headless/x.ts', 'restic-wrapper', 'headless imports engine and contract only'],
    ['main/headless/commands/x.ts', '../../electron/tray.ts', 'headless imports engine and contract only'],
    ['main/electron/x.ts', '../headless/main.ts', 'electron imports engine and contract only'],
    ['main/electron/x.ts', 'restic-wrapper', 'electron imports engine and contract only'],
    ['renderer/x.ts', '../main/engine/core.ts', 'only through the contract'],
    ['renderer/pages/x.ts', '../../main/electron/tray.ts', 'only through the contract'],
    ['preload/x.ts', '../main/engine/core.ts', 'only through the contract'],
    ['main/restic-wrapper/src/x.ts', '../../engine/core.ts', 'restic-wrapper stands alone'],
    ['main/restic-wrapper/src/x.ts', '../../contract/problem.ts', 'restic-wrapper stands alone'],
    ['main/restic-wrapper/src/x.ts', 'zod', 'restic-wrapper stands alone'],
  ])('%s may not import %s', (file, imported, sentence) => {
    const { code, output } = lint(file, imported)
    expect(code).toBe(1)
    expect(output).toContain('noRestrictedImports')
    expect(output).toContain(sentence)
  })

  it.each([
    ['main/engine/x.ts', 'restic-wrapper'],
    ['main/engine/x.ts', '../contract/problem.ts'],
    ['main/headless/x.ts', '../engine/core.ts'],
    ['renderer/x.ts', '../main/contract/problem.ts'],
  ])('%s may import %s', (file, imported) => {
    expect(lint(file, imported)).toMatchObject({ code: 0 })
  })

  it('in fact, too: nothing slips through a form of import that the rule does not see', () => {
    const forbidden: [RegExp, RegExp][] = [
      [/^main\/engine\//, /^(electron($|\/)|.*\/(headless|electron|renderer|preload|restic-wrapper)\/)/],
      [/^main\/contract\//, /^(node:|electron|restic-wrapper|.*\/(engine|headless|electron)\/)/],
      [/^main\/electron\//, /^(restic-wrapper|.*\/(headless|renderer|preload)\/)/],
      [/^main\/headless\//, /^(electron($|\/)|restic-wrapper|.*\/(electron|renderer|preload)\/)/],
      [/^main\/restic-wrapper\//, /^(electron|zod|.*\/(engine|contract|headless|electron)\/)/],
    ]
    for (const file of sources) {
      const text = readFileSync(path.join(root, file), 'utf8')
      for (const [, name = ''] of text.matchAll(/(?:from|import|import\(|require\()\s*['"]([^'"]+)['"]/g))
        for (const [where, what] of forbidden) if (where.test(file)) expect(name, file).not.toMatch(what)
    }
  })
})

it('only the first file of the tray app imports Electron itself; the others are handed it', () => {
  const importing = sources.filter((file) => /^import (?!type\b).*from 'electron'/m.test(readFileSync(path.join(root, file), 'utf8')))
  expect(importing).toEqual(['main/electron/main.ts'])
})

it('every exported function, class and type of the sources says what it promises', () => {
  const silent: string[] = []
  for (const file of sources) {
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n')
    for (const [index, line] of lines.entries()) {
      if (!/^export (async )?(function\*?|type|class) \w/.test(line)) continue
      if (!/\*\/\s*$/.test(lines[index - 1] ?? '')) silent.push(`${file}:${index + 1} ${line.slice(0, 60)}`)
    }
  }
  expect(silent).toEqual([])
})

it('has only the folders that a newcomer is told about', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0')
  const folders = new Set(tracked.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))))
  const known = ['main', 'preload', 'renderer', 'assets', 'test']
  expect([...folders].filter((name) => !name.startsWith('.') && !known.includes(name))).toEqual([])
})

it('names no machine and no home of anybody', () => {
  const home = /\/(home|Users)\/(?!you\b|me\b|x\b|user\b)[a-z]+\//
  expect(sources.filter((file) => home.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([])
})
