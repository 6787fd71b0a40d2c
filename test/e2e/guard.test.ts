import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cliCommand, projectFolder } from '../helpers/cli-run.ts'
import { type GitPair, gitPair } from '../helpers/git-pair.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

let pair: GitPair
const key = `gh${'p_'}Zx81kQw0LmN47vTyBc29RsDf36HjUa5EoPi2`
const home = path.join(temporaryFolder('guard-home'), 'home')

const put = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(pair.vault, name)), { recursive: true })
  writeFileSync(path.join(pair.vault, name), content)
}
const run = (program: string, parameters: readonly string[], cwd = pair.vault, more: NodeJS.ProcessEnv = {}) => {
  const compiled = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled')
  const environment = { ...pair.environment, VAULTKEEPER_HOME: home, NO_COLOR: '1', NODE_COMPILE_CACHE: compiled, ...more }
  const { status, stdout, stderr } = spawnSync(program, parameters, { cwd, env: environment, encoding: 'utf8', timeout: 60_000 })
  expect(`${stdout}${stderr}`).not.toContain(key.slice(0, 6))
  return { status, stdout, stderr }
}
const [program = '', ...before] = cliCommand
const vaultkeeper = (parameters: readonly string[], cwd?: string, more?: NodeJS.ProcessEnv) =>
  run(program, [...before, ...parameters], cwd, more)
const git = (...parameters: string[]) => run('git', parameters)

beforeAll(() => {
  pair = gitPair('guard')
  const command = cliCommand.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  pair.hook(path.join(pair.vault, '.git'), 'pre-commit', `exec ${command} git --staged`)
})

describe('as a pre-commit hook', () => {
  it('stops a commit that would take a secret along, of whatever kind the commit is, and no other', () => {
    put('notes.md', 'Nothing of that kind.\n')
    git('add', '.')
    expect(git('commit', '--quiet', '-m', 'one').status).toBe(0)

    put('server/config.yaml', `port: 1\ntoken: ${key}\n`)
    git('add', '.')
    const refused = git('commit', '--quiet', '-m', 'two')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('server/config.yaml, line 2: a GitHub token ("gh…") is staged, and the next commit would take it.')
    expect(refused.stderr).toContain('git rm --cached server/config.yaml')
    // One file of several: git gives the hook an index of its own.
    put('first.md', 'changed\n')
    expect(git('commit', '--quiet', '-m', 'three', 'first.md').status).toBe(0)
    expect(git('commit', '--quiet', '-m', 'four', 'server/config.yaml').status).toBe(1)
    git('rm', '--quiet', '--cached', 'server/config.yaml')
    put('notes.md', `curl -H "Authorization: Bearer ${key}" https://api.example.com\n`)
    expect(git('commit', '--quiet', '-am', 'five').status).toBe(1)

    // What somebody committed in spite of it stops no commit of something else.
    expect(git('commit', '--quiet', '--no-verify', '-am', 'six').status).toBe(0)
    put('notes.md', `${readFileSync(path.join(pair.vault, 'notes.md'), 'utf8')}More.\n`)
    expect(git('commit', '--quiet', '-am', 'seven').status).toBe(0)
    put('.env', 'PORT=1\n')
    git('add', '--force', '.env')
    const environment = git('commit', '--quiet', '-m', 'eight')
    expect(environment.status).toBe(1)
    expect(environment.stderr).toContain('.env is staged')
  })

  it('is asked by hand in any folder of a repository, and answers in JSON', () => {
    put('deep/er/list.txt', `${key}\n`)
    pair.git('add', 'deep')
    const answer = vaultkeeper(['git', '--staged', '--json'], path.join(pair.vault, 'deep'))
    expect(answer.status).toBe(40)
    const told = JSON.parse(answer.stdout)
    expect(told).toMatchObject({ command: 'git', staged: true, exitCode: 40, left: [] })
    expect(told.findings.at(-1)).toMatchObject({ code: 'secret', file: 'deep/er/list.txt', line: 1, kind: 'GitHub token', begins: 'gh' })
    pair.git('rm', '--quiet', '-r', '--cached', '.env', 'deep')
    expect(vaultkeeper(['git', '--staged', pair.vault], pair.folder)).toMatchObject({
      status: 0,
      stdout: '✔ No secret in 0 files that are staged\n',
    })
    const nowhere = vaultkeeper(['git', '--staged', '--json', pair.folder])
    expect(nowhere.status).toBe(1)
    expect(JSON.parse(nowhere.stdout).problem.code).toBe('git-no-repository')
  })

  it('says of a heap of files how many were not looked into, and not each by name', () => {
    for (let index = 0; index < 2_030; index++) put(`heap/${index}.md`, 'Nothing of that kind.\n')
    pair.git('add', 'heap')
    const { status, stdout, stderr } = vaultkeeper(['git', '--staged'])
    pair.git('rm', '--quiet', '-r', '--cached', 'heap')
    expect([status, stdout]).toEqual([0, '✔ No secret in 2,000 files that are staged\n'])
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toHaveLength(21)
    expect(lines[0]).toMatch(/^! heap\/\d+\.md was not looked into: there are too many files$/)
    expect(lines.at(-1)).toBe('! Nor were 10 more files.')
  })
})

describe('of a vault', () => {
  it('its set-up is part of what git tells, and .env.example is completed with one command', () => {
    put('.claude/settings.json', `{ "env": { "SEARCH_TOKEN": "${key}" } }\n`)
    put('.mcp.json', `{ "mcpServers": { "a": { "command": "a", "env": { "A": "\${A_KEY}" } } } }\n`)
    const told = vaultkeeper(['git', pair.vault])
    expect(told.status).toBe(40)
    expect(told.stdout).toContain('.claude/settings.json, line 1: a GitHub token ("gh…"), which git add would take.')
    // Whoever does as he is told takes no secret along.
    expect(told.stdout).toContain('without the secret that was found: git add FILES && git commit')
    expect(told.stdout).not.toContain('add -A')
    expect(told.stdout).toContain('There is no .env.example that names A_KEY (.mcp.json)')
    expect(vaultkeeper(['git', pair.vault, '--complete-example']).stdout).toContain('added to')
    expect(readFileSync(path.join(pair.vault, '.env.example'), 'utf8')).toContain('A_KEY=\n')
    put('.claude/settings.json', '{}\n')
    const less = vaultkeeper(['git', pair.vault, '--json'])
    expect(JSON.parse(less.stdout).vaults[0].guard.findings.map(({ code }: { code: string }) => code)).not.toContain('secret')
    expect(less.status).not.toBe(40)
  })
})

it('never calls clean what git could not hand out, for a hook and for a vault', () => {
  const bin = path.join(pair.folder, 'bin')
  mkdirSync(bin)
  const real = run('sh', ['-c', 'command -v git']).stdout.trim()
  writeFileSync(path.join(bin, 'git'), `#!/bin/sh\nfor word in "$@"; do [ "$word" = --batch ] && kill -9 $$; done\nexec ${real} "$@"\n`)
  chmodSync(path.join(bin, 'git'), 0o755)
  put('.claude/settings.json', `{ "env": { "SEARCH_TOKEN": "${key}" } }\n`)
  pair.git('add', '.claude')
  const killed = { PATH: `${bin}:${pair.environment['PATH']}` }
  const sentence = 'git could not give what is in the files that are to be looked into.'
  expect(vaultkeeper(['git', '--staged'])).toMatchObject({ status: 40 })
  expect(vaultkeeper(['git', '--staged'], pair.vault, killed)).toMatchObject({ status: 1, stderr: expect.stringContaining(sentence) })
  expect(vaultkeeper(['git', pair.vault])).toMatchObject({ status: 40 })
  const told = vaultkeeper(['git', pair.vault], pair.vault, killed)
  expect(`${told.stdout}${told.stderr}`).toContain(sentence)
  pair.git('commit', '--quiet', '--no-verify', '-am', 'all')
  pair.git('add', '.')
  pair.git('commit', '--quiet', '--no-verify', '-m', 'all')
  pair.git('push', '--quiet', 'origin', 'main')
  expect(vaultkeeper(['git', pair.vault, '--json'], pair.vault, killed).status).toBe(41)
})
