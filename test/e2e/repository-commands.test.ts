import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { backUp, expectProblem, historyOf, openBench } from '../helpers/cli-bench.ts'
import { signal } from '../helpers/cli-processes.ts'
import { writeNotes } from '../helpers/cli-tree.ts'
import { rawRestic } from '../helpers/raw-restic.ts'
import { startRestServer } from '../helpers/servers/rest-server.ts'
import { startSshd } from '../helpers/servers/sshd.ts'
import { testCa } from '../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

describe('vaultkeeper repository', { timeout: 180_000 }, () => {
  test('a server with a log-in and an authority of its own: added, listed, tested; its passwords added, changed, removed; taken out, and taken over again', async () => {
    const bench = openBench()
    mkdirSync(bench.home, { recursive: true, mode: 0o700 })
    const file = path.join(bench.home, 'backup_schedule.json')
    writeFileSync(
      file,
      JSON.stringify({
        version: 1,
        vaults: { notes: { path: bench.vault, recoveryDocument: false } },
        plans: { daily: { kind: 'daily', sources: ['notes'] } },
      }),
    )
    const ca = testCa(bench.folder, 'Own')
    const data = temporaryFolder('rest')
    const server = await startRestServer(data, { certificate: ca.issue(), users: { ada: 'log-in of ada' } })
    const place = ['--type', 'rest', '--url', `${server.url}laptop`, '--user', 'ada', '--ca-certificate', path.basename(ca.certificate)]
    const input = 'user-password=log-in of ada\npassword=first one\n'
    const repository = (...words: string[]) => ['repository', ...words]

    const ungiven = await bench.json(repository('add', 'offsite', ...place, '--in', 'file'))
    expectProblem(ungiven, {
      exit: 1,
      code: 'credential-not-set',
      sentence: /asks for "Password of the user ada", which was not given/,
      remedy: /add --secrets-from-stdin, and give a line user-password=…/,
    })
    const misspelt = await bench.json(repository('add', 'offsite', ...place, '--secrets-from-stdin'), { input: 'user-pasword=hers\n' })
    expectProblem(misspelt, {
      exit: 1,
      code: 'secrets-not-understood',
      sentence: /names a secret that this place does not ask for/,
      remedy: /asks for: user-password, password\./,
    })
    const added = await bench.json(repository('add', 'offsite', ...place, '--secrets-from-stdin', '--in', 'file', '--plan', 'daily'), {
      input,
    })
    expect(added).toMatchObject({
      verdict: 'done',
      exitCode: 0,
      remarks: ['The plan "daily" writes into it from now on.'],
      result: { existed: false, password: 'file' },
    })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      repositories: { offsite: { type: 'rest', user: 'ada', caCertificate: ca.certificate } },
      plans: { daily: { repositories: ['default', 'offsite'] } },
    })
    expect(readFileSync(file, 'utf8')).not.toMatch(/log-in of ada|first one/)

    // The copy on this disk is not the only one.
    writeNotes(bench.vault, 2)
    const both = await bench.cli(['backup', 'daily'])
    expect([both.code, both.stdout.match(/^✔ .* is backed up and verified$/gm)?.length]).toEqual([0, 2])
    expect(both.stdout).not.toContain('On this disk only')

    const listed = await bench.cli(repository('list'))
    expect(listed.stdout).toMatch(/^✔ offsite {2}rest {2}https:\/\/127\.0\.0\.1:\d+\/laptop, as ada$/m)
    const tested = await bench.cli(repository('test', 'offsite'))
    expect([tested.code, tested.stdout]).toEqual([
      0,
      expect.stringContaining('✔ It can be read and written.\n✔ What is old can be removed there.'),
    ])

    const more = await bench.json(repository('keys', 'offsite', '--add', 'drawer'), { input: 'for the drawer\n' })
    expect(more).toMatchObject({ verdict: 'done', result: { did: 'added' } })
    const changed = await bench.cli(repository('password', 'offsite', '--ask'), { input: 'second one\n' })
    expect([changed.code, changed.stdout]).toEqual([
      0,
      expect.stringMatching(/the one before opens it no more\.\n.*emergency kit is out of date/),
    ])
    const inUse = await bench.json(repository('keys', 'offsite'))
    // Made within a second of each other, they are of the same time.
    const keys = (inUse['keys'] as { current: boolean }[]).toSorted((one, other) => Number(one.current) - Number(other.current))
    expect(keys).toMatchObject([{ user: 'drawer', current: false }, { current: true }])
    const laptop = path.join(data, 'laptop')
    await rawRestic(laptop, 'second one')('cat', 'config', '--no-cache')
    await expect(rawRestic(laptop, 'first one')('cat', 'config', '--no-cache')).rejects.toThrow()
    const gone = await bench.json(repository('keys', 'offsite', '--remove', String(more.result.key)))
    expect(gone).toMatchObject({ verdict: 'done', result: { did: 'removed' } })

    const removed = await bench.json(repository('remove', 'offsite', '--forget-secrets', '--yes'))
    expect(removed).toMatchObject({ exitCode: 0, plans: ['daily'], forgotten: ['offsite', 'offsite:user-password'] })
    expect(existsSync(path.join(laptop, 'config'))).toBe(true)
    const wrong = await bench.json(repository('adopt', 'offsite', ...place, '--secrets-from-stdin', '--in', 'file'), { input })
    expectProblem(wrong, { exit: 1, code: 'wrong-password', sentence: /does not open it/, remedy: /emergency kit/ })
    const again = await bench.cli(repository('adopt', 'offsite', ...place, '--secrets-from-stdin', '--in', 'file'), {
      input: input.replace('first', 'second'),
    })
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('The repository that is there is taken over.')])
  })

  test('an SSH server: nothing is sent before its host key is confirmed by its fingerprint, and nothing once it has changed', async () => {
    const bench = openBench()
    const server = await startSshd(path.join(temporaryFolder('sshd'), 'server'))
    const target = path.join(temporaryFolder('sftp'), 'laptop')
    const flags = ['--type', 'sftp', '--host', server.host, '--port', String(server.port), '--user', server.user, '--path', target]
    const add = [
      'repository',
      'add',
      'nas',
      ...flags,
      '--identity-file',
      server.identityFile,
      '--known-hosts',
      path.join(bench.folder, 'none'),
      '--in',
      'file',
    ]
    const unknown = await bench.json(add)
    expectProblem(unknown, {
      exit: 1,
      code: 'host-key-unknown',
      sentence: /was never seen before. It shows this host key: ssh-ed25519 SHA256:/,
      remedy: /--accept-host-key/,
    })
    const fingerprint = /SHA256:[\w+/]{43}/.exec(unknown.problem?.sentence ?? '')?.[0] ?? ''
    const other = await bench.json([...add, '--accept-host-key', `SHA256:${'A'.repeat(43)}`])
    expectProblem(other, {
      exit: 1,
      code: 'host-key-other',
      sentence: /shows another host key than the one that was confirmed/,
      remedy: /Compare/,
    })
    expect(existsSync(target)).toBe(false)
    expect(await bench.json([...add, '--accept-host-key', fingerprint])).toMatchObject({ verdict: 'done', result: { existed: false } })
    await server.changeHostKey()
    const changed = await bench.json(['repository', 'test', 'nas'])
    expect(changed).toMatchObject({ exitCode: 1, state: 'bad', hostKey: { state: 'changed' } })
  })

  test.each([
    ['before the new one is added', 'typed', 'key', 2, 'given-up'],
    ['before the old one is removed', 'typed', 'key', 4, 'changed'],
    // Its key is not added by restic.
    ['before the new one is tried', 'generated', 'cat', 1, 'given-up'],
    ['before the old one is removed', 'generated', 'key', 3, 'changed'],
  ] as const)(
    'a change of the password that is killed %s (%s): the password that is kept opens it, and the next backup ends the change',
    async (_, how, command, nth, outcome) => {
      const bench = openBench()
      writeNotes(bench.vault, 3)
      await backUp(bench)
      const file = path.join(bench.home, 'secrets', 'default.password')
      const old = readFileSync(file, 'utf8')
      const hold = bench.shim.hold(command)
      const running = bench.start(['repository', 'password', 'default', ...(how === 'typed' ? ['--ask'] : [])], { input: 'another one\n' })
      for (let step = 1; ; step++) {
        await hold.reached()
        if (step === nth) break
        hold.holdNext()
      }
      signal(running.pid, 'SIGKILL')
      await running.ended
      hold.letGo()
      expect(readFileSync(file, 'utf8') !== old).toBe(outcome === 'changed')
      await backUp(bench)
      expect(historyOf(bench).filter(({ event }) => event === 'password.changed')).toMatchObject([{ outcome }])
      expect((await bench.json(['repository', 'keys', 'default']))['keys']).toMatchObject([{ current: true }])
    },
  )

  test('one that no plan writes into says so, until one does', async () => {
    const bench = openBench()
    mkdirSync(bench.home, { recursive: true, mode: 0o700 })
    const vaults = { notes: { path: bench.vault, recoveryDocument: false } }
    const plans = { daily: { kind: 'daily', sources: ['notes'] } }
    writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify({ version: 1, vaults, plans }))
    const add = ['repository', 'add', 'offsite']
    const added = await bench.cli([...add, '--type', 'local', '--path', path.join(bench.folder, 'copies'), '--in', 'file'])
    const way = 'vaultkeeper repository add offsite --plan PLAN'
    expect(added.stdout).toContain(`  No plan writes into it: nothing comes there by itself.\n  To have a plan write into it: ${way}\n`)
    const listed = (await bench.cli(['repository', 'list'])).stdout
    expect(listed).toContain(`    ready; 0 snapshots\n    No plan writes into it. Let one: ${way}\n`)
    const written = await bench.cli([...add, '--plan', 'daily'])
    expect(written.stdout).toContain('The plan "daily" writes into it from now on.')
    expect(written.stdout).not.toContain('--plan')
    expect((await bench.cli(['repository', 'list'])).stdout).toMatch(/ready; 0 snapshots; written by daily$/m)
  })

  test('what makes no sense is refused with words before anything is asked', async () => {
    const bench = openBench()
    for (const [words, said] of [
      [['--type', 's3', '--path', '/x'], 'error: A place of the kind s3 has no --path.'],
      [['--path', '/x'], 'error: Say what kind of place it is: --type'],
      [['--type', 'tape'], "error: option '--type <kind>' argument 'tape' is invalid."],
      [['--type', 'sftp', '--accept-host-key', 'yes'], 'It must be a fingerprint as ssh writes it'],
    ] as const) {
      const ended = await bench.cli(['repository', 'add', 'offsite', ...words])
      expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(said)])
    }
    const broken = await bench.json([
      'repository',
      'add',
      'offsite',
      '--type',
      's3',
      '--endpoint',
      'https://user:pw@s3.example',
      '--bucket',
      'b',
    ])
    expectProblem(broken, { exit: 1, code: 'repository-settings', sentence: /endpoint/, remedy: /Look at/ })
    const unset = await bench.json(['repository', 'add', 'offsite', '--type', 'local', '--path', '', '--in', 'file'])
    expectProblem(unset, { exit: 1, code: 'repository-settings', sentence: /path must be an absolute path/, remedy: /Look at/ })
    for (const verb of ['add', 'adopt'])
      expectProblem(await bench.json(['repository', verb, 'offsite']), {
        exit: 1,
        code: 'repository-unknown',
        sentence: /No repository "offsite"/,
        remedy: /Of a new one say where it is, such as: --type local --path FOLDER/,
      })
    for (const words of [
      ['keys', 'default', '--add', 'drawer'],
      ['password', 'default', '--ask'],
    ])
      expectProblem(await bench.json(['repository', ...words]), {
        exit: 1,
        code: 'password-unusable',
        sentence: /^No password was given\.$/,
        remedy: /standard input/,
      })
    expectProblem(await bench.json(['secret', 'set', 'default', '--in', 'file'], { input: '0'.repeat(3 * 2 ** 20) }), {
      exit: 1,
      code: 'secret-too-long',
      sentence: /too long for a secret/,
      remedy: /line of its own/,
    })
    expectProblem(await bench.json(['repository', 'test', 'a'.repeat(70)]), {
      exit: 1,
      code: 'not-understood',
      sentence: /^repository is refused: .*63 characters\.$/,
      remedy: /--help/,
    })
  })
})
