import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GuardStanding } from '../../../main/contract/procedures/guard.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { clientBench } from '../../helpers/client-bench.ts'
import { type GitPair, gitPair } from '../../helpers/git-pair.ts'
import { recorded, type TestHome, testHome } from '../../helpers/temporary-home.ts'

let pair: GitPair
let home: TestHome
let client: ReturnType<typeof clientBench>['client']

const key = `gh${'p_'}Zx81kQw0LmN47vTyBc29RsDf36HjUa5EoPi2`
const password = 'blue-harbour-window-nine'

/** How `.mcp.json` names a variable. */
const reference = `\${GITHUB_TOKEN}`

const put = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(pair.vault, name)), { recursive: true })
  writeFileSync(path.join(pair.vault, name), content)
}
const mcp = (value: string) =>
  `{\n  "mcpServers": {\n    "github": { "command": "gh-mcp", "env": { "GITHUB_TOKEN": "${value}" } }\n  }\n}\n`

async function configure(vault: object = {}, folder = pair.vault): Promise<void> {
  const file = { version: 1, vaults: { notes: { name: 'My notes', path: folder, ...vault } } }
  writeFileSync(path.join(home.root, 'backup_schedule.json'), JSON.stringify(file))
  home.core.settings.configuration = (await loadConfiguration(home.core)).configuration
  expect(home.core.settings.configuration).not.toBeNull()
}

const look = (vault = 'notes') => client.guard.get({ vault })
const short = ({ findings }: GuardStanding) =>
  findings.map(({ code, file, stage }) => [code, file, ...(stage === null ? [] : [stage])].join(' '))

/** Settings as they should be: there, committed and pushed. */
function settle(): void {
  put('.claude/settings.json', '{ "permissions": { "allow": ["Read"] } }\n')
  put('.mcp.json', mcp(reference))
  put('.env.example', 'GITHUB_TOKEN=\n')
  put('.gitignore', '.env\n.claude/settings.local.json\n')
  pair.git('add', '.')
  pair.git('commit', '--quiet', '-m', 'Settings')
  pair.git('push', '--quiet', 'origin', 'main')
}

/** Each test begins with settings as they should be, or without any (`bare`). */
const kept = (name: string) => path.join(pair.folder, `kept-${name}`)
function begin(with_: 'settled' | 'bare'): void {
  for (const [name, folder] of [
    ['vault', pair.vault],
    ['remote', pair.remote],
  ] as const) {
    rmSync(folder, { recursive: true, force: true })
    cpSync(kept(`${with_}-${name}`), folder, { recursive: true, preserveTimestamps: true })
  }
}

beforeAll(async () => {
  pair = gitPair('guard')
  const keep = (with_: 'settled' | 'bare') => {
    cpSync(pair.vault, kept(`${with_}-vault`), { recursive: true, preserveTimestamps: true })
    cpSync(pair.remote, kept(`${with_}-remote`), { recursive: true, preserveTimestamps: true })
  }
  keep('bare')
  settle()
  keep('settled')
  home = await testHome({ environment: pair.environment })
  client = clientBench(home).client
})

beforeEach(async () => {
  begin('settled')
  await configure()
})

describe('the set-up of a vault', () => {
  it('is good when its files are there, committed and pushed; what is of one machine may be ignored', async () => {
    put('.claude/settings.local.json', `{ "permissions": { "allow": ["Bash(TOKEN=${key} x)"] } }`)
    put('.env', `GITHUB_TOKEN=${key}\n`)
    const standing = await look()
    const whole = { exists: true, tracked: 'yes', ignored: false, committed: true, pushed: true }
    expect(standing).toMatchObject({
      vault: 'notes',
      name: 'My notes',
      git: true,
      why: 'found',
      verdict: 'good',
      findings: [],
      more: 0,
      left: [],
    })
    expect(standing.files).toEqual([
      { path: '.claude/', ...whole },
      { path: '.mcp.json', ...whole },
      { path: '.env.example', ...whole },
    ])
    expect(standing.variables).toEqual({ example: '.env.example', exists: true, missing: [] })
  })

  it('is found by name, by its folder, and by a folder in it', async () => {
    for (const vault of ['My notes', pair.vault, path.join(pair.vault, '.claude')]) expect((await look(vault)).vault).toBe('notes')
    await expect(look('elsewhere')).rejects.toMatchObject({ data: { code: 'vault-unknown' } })
  })

  it('is nothing where there is neither a list nor .claude, and misses nothing that nobody named', async () => {
    begin('bare')
    put('.env', 'PORT=1\n')
    expect(await look()).toMatchObject({ git: true, why: 'none', verdict: 'good', files: [], findings: [], variables: { missing: [] } })
    rmSync(path.join(pair.vault, '.env'))
    put('.claude/settings.json', '{}\n')
    pair.git('add', '.')
    pair.git('commit', '--quiet', '-m', 'x')
    const standing = await look()
    expect(standing.findings).toEqual([])
    expect(standing.files).toEqual([{ path: '.claude/', exists: true, tracked: 'yes', ignored: false, committed: true, pushed: false }])
  })

  it('misses what a person named: what is not there, not in git, ignored by mistake, or not in the vault', async () => {
    put('.gitignore', '.env\nagents/\n*.yaml\n')
    put('.claude/agents/a.md', 'a\n')
    put('.claude/hooks/new.sh', 'true\n')
    put('servers.yaml', 'a: 1\n')
    await configure({ configuration: ['.claude/', './servers.yaml', 'gone.json', '../outside.json', '/etc/passwd'] })
    const standing = await look()
    expect(short(standing)).toEqual([
      'settings-ignored .claude/agents/',
      'settings-ignored servers.yaml',
      'settings-missing gone.json',
      'settings-unreadable ../outside.json',
      'settings-unreadable /etc/passwd',
    ])
    expect(standing).toMatchObject({ why: 'configured', verdict: 'attention' })
    expect(standing.files.map(({ path: name, tracked, ignored }) => [name, tracked, ignored])).toEqual([
      ['.claude/', 'partly', true],
      ['servers.yaml', 'no', true],
      ['gone.json', 'no', false],
    ])
    put('.gitignore', '.env\n')
    expect(short(await look())).toContain('settings-untracked .claude/')
    expect((await look()).findings[0]?.sentence).toBe('.claude/agents/a.md and .claude/hooks/new.sh are not in git.')
    const [taken] = (await look()).findings
    expect(taken?.remedy).toBe('Take them in: git add .claude/')
  })

  it('tells an ignored .claude from one that is there, and settings of one machine that are tracked', async () => {
    put('.gitignore', '.env\n')
    put('.claude/settings.local.json', '{}\n')
    pair.git('add', '.')
    pair.git('commit', '--quiet', '-m', 'x')
    expect(short(await look())).toEqual(['local-settings-tracked .claude/settings.local.json'])
    pair.git('rm', '--quiet', '-r', '--cached', '.claude')
    pair.git('commit', '--quiet', '-m', 'x')
    put('.gitignore', '.claude\n')
    expect(short(await look())).toEqual(['settings-ignored .claude/'])
  })

  it('is looked at as far as it goes where the vault is not in git, or lies in a larger repository', async () => {
    put('inner/.claude/settings.json', '{}\n')
    put('inner/.env', 'A=1\n')
    put('inner/.mcp.json', mcp(key))
    pair.git('add', '--force', '.')
    await configure({}, path.join(pair.vault, 'inner'))
    expect(short(await look())).toEqual(['secret .mcp.json staged', 'env-tracked .env', 'variables-missing .env.example'])
    rmSync(path.join(pair.vault, '.git'), { recursive: true })
    expect(await look()).toMatchObject({ git: false, files: [{ path: '.claude/', tracked: 'no', pushed: null }, { path: '.mcp.json' }] })
    expect(short(await look())).toEqual(['variables-missing .env.example'])
  })
})

it('is not told where git cannot read its index: nothing is taken for missing that was only not told', async () => {
  writeFileSync(path.join(pair.vault, '.git/index'), 'broken')
  await expect(look()).rejects.toMatchObject({ data: { code: 'set-up-unreadable', remedy: 'See what it says with: git status' } })
})

describe('a secret on its way into git', () => {
  it('is told at each step, with what to do there, and never itself', async () => {
    // What a person has set for their own eyes changes nothing.
    for (const [name = '', value = ''] of [
      ['status.showUntrackedFiles', 'no'],
      ['status.relativePaths', 'true'],
      ['diff.relative', 'true'],
      ['diff.renames', 'copies'],
      ['log.showSignature', 'true'],
      ['log.follow', 'true'],
      ['color.ui', 'always'],
      ['core.abbrev', '7'],
    ])
      pair.git('config', name, value)
    const told: GuardStanding[] = []
    const stage = async () => {
      const standing = await look()
      told.push(standing)
      expect(standing.verdict).toBe('bad')
      expect(standing.findings).toHaveLength(1)
      const [{ file, line, kind, begins, stage: reached, remedy, sentence } = expect.fail()] = standing.findings
      expect({ file, line, kind, begins }).toEqual({ file: '.mcp.json', line: 3, kind: 'GitHub token', begins: 'gh' })
      expect(sentence).toMatch(/^\.mcp\.json, line 3: a GitHub token \("gh…"\)/)
      return `${reached}: ${remedy}`
    }
    put('.mcp.json', mcp(key))
    expect(await stage()).toMatch(/^loose: Keep it in \.env/)
    pair.git('add', '.mcp.json')
    expect(await stage()).toMatch(/^staged: .*: git restore --staged \.mcp\.json/)
    // Taken out in the folder alone: what is staged goes along nevertheless.
    put('.mcp.json', mcp(reference))
    expect(await stage()).toMatch(/^staged/)
    pair.git('commit', '--quiet', '-m', 'x')
    expect(await stage()).toMatch(/^committed: .*git commit --amend/)
    // Gone from the last commit, but not from what the next push takes along.
    pair.git('add', '.')
    pair.git('commit', '--quiet', '-m', 'y')
    expect(await stage()).toMatch(/^committed: .*git rebase/)
    pair.git('reset', '--quiet', '--hard', 'HEAD~1')
    pair.git('push', '--quiet', 'origin', 'main')
    expect(await stage()).toMatch(/^pushed: Revoke it first, at GitHub/)
    expect(JSON.stringify(told)).not.toContain(key)
    expect(JSON.stringify(told)).not.toContain(key.slice(0, 5))
    expect(home.logged.join('\n') + readFileSync(path.join(home.root, 'system-history.jsonl'), 'utf8')).not.toContain(key)
  })

  it('is looked for in what was never pushed, of a long history in the newest two thousand commits', async () => {
    const commits = Array.from({ length: 2_100 }, (_, index) => {
      // The first is older than what is looked into, the second is not.
      const text = index === 10 ? mcp(`${key}x`) : index === 2_090 ? mcp(key) : mcp(reference)
      return `commit refs/heads/main\ncommitter A <a@x.invalid> ${1_700_000_000 + index} +0000\ndata 1\nx\nM 644 inline .mcp.json\ndata ${text.length}\n${text}\n`
    })
    rmSync(path.join(pair.vault, '.git'), { recursive: true })
    pair.git('init', '--quiet')
    execFileSync('git', ['fast-import', '--quiet'], { cwd: pair.vault, env: pair.environment, input: `${commits.join('')}done\n` })
    pair.git('reset', '--quiet', '--hard', 'main')
    pair.git('remote', 'add', 'origin', pair.remote)
    const standing = await look()
    expect(standing.findings.filter(({ code }) => code === 'secret')).toMatchObject([
      { file: '.mcp.json', stage: 'committed', kind: 'GitHub token' },
    ])
    expect(standing.files.find(({ path: name }) => name === '.mcp.json')).toMatchObject({ committed: true, pushed: false })
  })

  it('has no remote that it could have gone to: it is committed, however long ago', async () => {
    put('.mcp.json', mcp(key))
    pair.git('commit', '--quiet', '-am', 'x')
    pair.git('remote', 'remove', 'origin')
    put('first.md', 'more\n')
    pair.git('commit', '--quiet', '-am', 'y')
    const standing = await look()
    expect(short(standing)).toEqual(['secret .mcp.json committed'])
    expect(standing.files.find(({ path: name }) => name === '.mcp.json')?.pushed).toBeNull()
  })

  it('may stand in a file that is new, where git restore would not do, or in one with a name as names can be', async () => {
    const name = `.claude/commands/it's "new"\n$(touch x).md`
    put(name, `password = "${key}"\n`)
    pair.git('add', '.')
    const [finding = expect.fail()] = (await look()).findings
    expect(finding).toMatchObject({ file: name, line: 1, stage: 'staged' })
    expect(finding.remedy).toContain(`git rm --cached $'.claude/commands/it\\'s "new"\\n$(touch x).md'`)
  })

  it('is looked for before there is any commit', async () => {
    rmSync(pair.vault, { recursive: true })
    mkdirSync(pair.vault)
    pair.git('init', '--quiet')
    put('.claude/settings.json', '{}\n')
    put('.env.example', `DB_PASSWORD=${password}\n`)
    pair.git('add', '.')
    const standing = await look()
    expect(short(standing)).toEqual(['secret .env.example staged'])
    // Of a password not even the beginning.
    expect(standing.findings[0]).toMatchObject({ kind: 'password', begins: null, line: 1 })
    expect(standing.findings[0]?.remedy).toMatch(/git rm --cached \.env\.example - Leave its value empty there/)
    expect(JSON.stringify(standing)).not.toContain(password)
  })

  it('is not looked for behind links, in what a filter encrypts, in pictures, and in files of a megabyte; what was left out is said', async () => {
    writeFileSync(path.join(pair.folder, 'outside'), `A_TOKEN=${key}\n`)
    symlinkSync('../../outside', path.join(pair.vault, '.claude/link.md'))
    symlinkSync(pair.folder, path.join(pair.vault, '.claude/folder'))
    execFileSync('mkfifo', [path.join(pair.vault, '.claude/pipe')])
    put('.claude/sealed.md', `A_TOKEN=${key}\n`)
    put('.gitattributes', '.claude/sealed.md filter=seal\n')
    pair.git('config', 'filter.seal.clean', 'sed s/./x/g')
    writeFileSync(path.join(pair.vault, '.claude/picture.png'), Buffer.concat([Buffer.from([0x89, 0, 0, 0]), Buffer.from(key)]))
    put('.claude/large.md', `${'a '.repeat(600_000)}\nA_TOKEN=${key}\n`)
    const loose = await look()
    expect(loose.findings.filter(({ code }) => code === 'secret')).toEqual([])
    expect(loose.left).toEqual([{ file: '.claude/large.md', why: 'is larger than 1024 KiB' }])
    pair.git('add', '.')
    const staged = await look()
    expect(staged.findings).toEqual([])
    expect(staged.left).toEqual([{ file: '.claude/large.md', why: expect.stringContaining('is larger than 1024 KiB') }])
  })

  it('is in .env whatever that says: tracked by git, wherever it is', async () => {
    put('web/.env', 'A=1\n')
    put('web/.env.example', 'A=\n')
    put('web/.env.test', 'A=2\n')
    put('web/.env.production.local', 'A=3\n')
    pair.git('add', '--force', 'web')
    const standing = await look()
    expect(short(standing)).toEqual(['env-tracked web/.env', 'env-tracked web/.env.production.local'])
    expect(standing.findings[0]?.remedy).toContain('git rm --cached web/.env')
  })

  it('leaves the repository as it was, also beside a git that holds its lock', async () => {
    put('.mcp.json', mcp(key))
    const index = path.join(pair.vault, '.git/index')
    const before = readFileSync(index)
    writeFileSync(`${index}.lock`, '')
    expect(short(await look())).toEqual(['secret .mcp.json loose'])
    expect(readFileSync(index).equals(before)).toBe(true)
    expect(readFileSync(`${index}.lock`, 'utf8')).toBe('')
  })
})

describe('.env.example', () => {
  const use = () => {
    put('.env', `GITHUB_TOKEN=${key}\nexport SECOND="x"\nlower=1\n`)
    put('.mcp.json', mcp(reference).replace('gh-mcp', `\${GH_MCP} \${PORT:-4100} $HOME`))
    put('.claude/settings.json', `{ "env": { "OWN": "1" }, "hooks": { "command": "say $OWN $CLAUDE_PROJECT_DIR $TELL_URL \${HOME}" } }\n`)
  }

  it('names what the set-up uses and .env sets; what is given by itself, or has a value, need not be there', async () => {
    use()
    const standing = await look()
    expect(standing.variables.missing).toEqual([
      { name: 'GH_MCP', file: '.mcp.json', line: 3 },
      { name: 'TELL_URL', file: '.claude/settings.json', line: 1 },
      { name: 'SECOND', file: '.env', line: 2 },
      { name: 'lower', file: '.env', line: 3 },
    ])
    expect(standing.findings).toMatchObject([
      {
        code: 'variables-missing',
        verdict: 'attention',
        sentence:
          '.env.example does not name GH_MCP (.mcp.json), TELL_URL (.claude/settings.json), SECOND (.env) and lower (.env): a new set-up would lack them.',
        remedy: 'Add the names, without values: vaultkeeper git notes --complete-example',
      },
    ])
    expect(JSON.stringify(standing)).not.toContain(key)
  })

  it('is completed with one command, which adds names and touches nothing else', async () => {
    use()
    put('.env.example', '# Mine\r\nGITHUB_TOKEN=\r\n# lower=')
    expect(await client.guard.complete({ vault: 'notes' })).toEqual({
      path: path.join(pair.vault, '.env.example'),
      added: ['GH_MCP', 'TELL_URL', 'SECOND'],
    })
    expect(readFileSync(path.join(pair.vault, '.env.example'), 'utf8')).toBe(
      '# Mine\r\nGITHUB_TOKEN=\r\n# lower=\r\nGH_MCP=\r\nTELL_URL=\r\nSECOND=\r\n',
    )
    expect((await look()).variables.missing).toEqual([])
    expect(recorded(home.root).at(-1)).toMatchObject({ event: 'variables.named', vault: 'notes', names: ['GH_MCP', 'TELL_URL', 'SECOND'] })
    expect((await client.guard.complete({ vault: 'notes' })).added).toEqual([])
  })

  it('stays as it is to the byte, also with a mark before it or in Latin-1, and is refused in UTF-16', async () => {
    use()
    const file = path.join(pair.vault, '.env.example')
    for (const text of ['\xef\xbb\xbfGITHUB_TOKEN=\n', '# gr\xfcn\nGITHUB_TOKEN=\n']) {
      writeFileSync(file, text, 'latin1')
      expect((await client.guard.complete({ vault: 'notes' })).added).not.toContain('GITHUB_TOKEN')
      expect(readFileSync(file, 'latin1')).toBe(`${text}GH_MCP=\nTELL_URL=\nSECOND=\nlower=\n`)
    }
    writeFileSync(file, 'GITHUB_TOKEN=\n', 'utf16le')
    await expect(client.guard.complete({ vault: 'notes' })).rejects.toMatchObject({ data: { code: 'example-unreadable' } })
  })

  it('is made where there is none, and refused where it is a link', async () => {
    use()
    const file = path.join(pair.vault, '.env.example')
    rmSync(file)
    // Once, also where somebody named it.
    await configure({ configuration: ['.env.example'] })
    expect((await look()).findings.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^There is no \.env\.example that names GH_MCP/),
    ])
    await client.guard.complete({ vault: 'notes' })
    expect(readFileSync(file, 'utf8')).toBe('GH_MCP=\nGITHUB_TOKEN=\nTELL_URL=\nSECOND=\nlower=\n')
    rmSync(file)
    writeFileSync(path.join(pair.folder, 'outside'), 'mine')
    symlinkSync('../outside', file)
    await expect(client.guard.complete({ vault: 'notes' })).rejects.toMatchObject({ data: { code: 'example-not-a-file' } })
    expect(readFileSync(path.join(pair.folder, 'outside'), 'utf8')).toBe('mine')
  })
})
