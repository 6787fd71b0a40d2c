import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withoutVariables, wordsOfUnit } from '../engine/service/read-back.ts'
import { expectFailure, openBench } from '../helpers/cli-bench.ts'
import { cliCommand, start } from '../helpers/cli-run.ts'

describe.runIf(process.platform === 'linux')('a service that a command writes', () => {
  it('is one that runs the schedule, from any folder, with nothing but what its file says', async () => {
    const bench = openBench()
    const home = path.join(bench.folder, 'a "home" of 100% $HOME')
    const environment = { VAULTKEEPER_HOME: home, VAULTKEEPER_PASSWORD: 'never to be written anywhere', XDG_CONFIG_HOME: '' }
    const ended = await bench.cli(['service', 'install'], { environment })
    const unit = path.join(bench.environment['HOME'] ?? '', '.config/systemd/user/vaultkeeper.service')
    expect(ended.code).toBe(0)
    expect(ended.stdout.split('\n').slice(0, 2)).toEqual([
      `The service is written: ${unit}`,
      '  Switch it on with: systemctl --user enable --now vaultkeeper.service',
    ])
    expect(ended.stderr).toContain('VAULTKEEPER_PASSWORD is set here and is not passed on')
    const text = readFileSync(unit, 'utf8')
    expect(text).not.toContain('never to be written')
    const printed = await bench.cli(['service', 'install', '--print'], { environment })
    expect(printed).toMatchObject({ code: 0, stdout: text, stderr: '' })
    for (const command of ['install', 'show'])
      expect(await bench.json(['service', command, '--print'], { environment })).toMatchObject({
        command: 'service',
        path: unit,
        content: text,
      })
    expect(await bench.json(['service', 'install', '--system', '--print'], { environment })).toMatchObject({ state: 'missing' })
    expect(existsSync(home)).toBe(false)

    const values = (key: string) => text.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []))
    const command = wordsOfUnit(values('ExecStart')[0] ?? '').map(withoutVariables)
    const program = path.join(path.dirname(cliCommand.at(-1) ?? ''), 'cli.js')
    expect(command).toEqual([process.execPath, '--max-semi-space-size=2', program, 'daemon'])
    const variables = Object.fromEntries(
      values('Environment').map((line) => wordsOfUnit(line)[0]?.split(/=(.*)/s).slice(0, 2) as [string, string]),
    )
    expect(variables).toEqual({ VAULTKEEPER_HOME: home, VAULTKEEPER_RESTIC: bench.shim.program, PATH: expect.stringContaining('/bin') })
    mkdirSync(path.join(bench.folder, 'tmp'), { recursive: true })
    const daemon = start(command, { environment: { ...variables, HOME: bench.folder }, cwd: '/' })
    onTestFinished(() => void daemon.child.kill('SIGKILL'))
    const ready = new Promise<void>((resolve) => daemon.child.stdout?.on('data', () => daemon.stdout().includes('\n') && resolve()))
    await Promise.race([ready, daemon.ended])
    expect(daemon.stdout()).toContain('Running the schedule')
    daemon.child.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({ code: 0 })
  })

  it("of the whole system runs as the account that was asked for, with what is that account's", async () => {
    const bench = openBench()
    const other = userInfo().username === 'nobody' ? 'daemon' : 'nobody'
    const [, , , , , folder] =
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`${other}:`))
        ?.split(':') ?? []
    const environment = { VAULTKEEPER_HOME: '', XDG_CONFIG_HOME: '' }
    const { stdout: text } = await bench.cli(['service', 'show', '--system', '--as', other, '--serve', '--print'], { environment })
    expect(text).toContain(`\nUser=${other}\n`)
    expect(text).toContain(`\nEnvironment="VAULTKEEPER_HOME=${folder}/.local/share/vaultkeeper"\n`)
    expect(text).toMatch(/\nExecStart=.* "serve"\nEnvironment=/)
    expect(text).not.toContain('Environment="PATH=')
    const own = await bench.cli(['service', 'show', '--system', '--print'])
    expect(own.stdout).toContain(`\nUser=${userInfo().username}\n`)
    expect(own.stdout).toContain(`\nEnvironment="VAULTKEEPER_HOME=${bench.environment['VAULTKEEPER_HOME']}"\n`)
    await expectFailure(bench, ['service', 'install', '--system', '--as', '--nobody'], {
      exit: 1,
      code: 'account-unknown',
      sentence: /no account "--nobody"/,
      remedy: /--as ACCOUNT/,
    })
    expect((await bench.cli(['service', 'show', '--as', other])).stderr).toContain('add --system')
  })

  it('is not overwritten or removed once a person has changed it, unless that is forced', async () => {
    const bench = openBench()
    expect(await bench.json(['service', 'show'])).toMatchObject({ state: 'missing' })
    const { path: unit } = (await bench.json(['service', 'install'])) as unknown as { path: string }
    expect(await bench.json(['service', 'show'])).toMatchObject({ state: 'current' })
    appendFileSync(unit, '# mine\n')
    const expected = {
      exit: 1,
      code: 'service-file-changed',
      sentence: /vaultkeeper\.service is not as Vaultkeeper wrote it/,
      remedy: /vaultkeeper service install --print/,
    }
    await expectFailure(bench, ['service', 'install'], expected)
    await expectFailure(bench, ['service', 'remove'], expected)
    expect(readFileSync(unit, 'utf8')).toContain('# mine\n')
    expect((await bench.cli(['service', 'install', '--force'])).stdout).toContain(
      'systemctl --user daemon-reload && systemctl --user restart',
    )
    expect(readFileSync(unit, 'utf8')).not.toContain('# mine\n')
    expect((await bench.cli(['service', 'remove'])).stdout).toContain('systemctl --user stop vaultkeeper.service')
    expect(existsSync(unit)).toBe(false)
    expect((await bench.cli(['service', 'remove'])).stdout).toContain('There is no service')
  })
})
