import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cliCommand, start } from '../helpers/cli-run.ts'
import { gitPair } from '../helpers/git-pair.ts'
import { recorded } from '../helpers/temporary-home.ts'

const file = path.join(import.meta.dirname, '../../assets/examples/claude-settings.json')
type Settings = { hooks: { SessionEnd: { hooks: { type: string; command: string; timeout: number }[] }[] } }

test('the hook at the end of a session, as the example has it: pushes, has nothing to push, and says by its exit code what is not well', async () => {
  const [{ hooks } = { hooks: [] }] = (JSON.parse(readFileSync(file, 'utf8')) as Settings).hooks.SessionEnd
  const [hook] = hooks
  // Without one of its own a hook at the end of a session has a second and a half; more than a minute is never given.
  expect(hook).toMatchObject({ type: 'command', timeout: 60 })

  const { folder, vault, remote, environment, commit, git, gitIn } = gitPair('hook')
  const [home, programs] = [path.join(folder, 'home'), path.join(folder, 'programs')]
  for (const place of [home, programs]) mkdirSync(place)
  const notes = { name: 'My Notes', path: vault, git: { push: 'after-session', uncommittedAfter: '1d' } }
  writeFileSync(path.join(home, 'backup_schedule.json'), JSON.stringify({ version: 1, vaults: { notes } }))
  const program = path.join(programs, 'vaultkeeper')
  writeFileSync(program, `#!/bin/sh\nexec ${cliCommand.map((part) => `'${part}'`).join(' ')} "$@"\n`)
  chmodSync(program, 0o755)
  // As the assistant calls it: a shell, the project's folder in a variable, and what ended on its standard input.
  const own = { ...(environment as Record<string, string>), PATH: `${programs}:${environment['PATH']}`, VAULTKEEPER_HOME: home }
  const end = () =>
    start(['sh', '-c', hook?.command ?? ''], {
      environment: { ...own, CLAUDE_PROJECT_DIR: vault },
      cwd: folder,
      input: JSON.stringify({ hook_event_name: 'SessionEnd', reason: 'prompt_input_exit', cwd: vault }),
    }).ended
  const pushes = () => recorded(home).filter((line) => line.event === 'run.intent').length

  const now = commit('second.md')
  const pushed = expect.stringMatching(/Everything is committed, and on "origin"\.\n✔ Pushed 1 commit of main to "origin"\n/)
  expect(await end()).toMatchObject({ code: 0, stdout: pushed })
  expect(gitIn(remote, 'rev-parse', 'main')).toBe(now)
  expect(pushes()).toBe(1)

  expect(await end()).toMatchObject({ code: 0, stdout: expect.not.stringContaining('Pushed') })
  expect(pushes()).toBe(1)

  // What both have gone on with is never settled by force.
  git('reset', '--quiet', '--hard', 'HEAD~1')
  commit('other.md')
  expect(await end()).toMatchObject({ code: 13 })
  expect(gitIn(remote, 'rev-parse', 'main')).toBe(now)

  // Called as the person calls it.
  const { stdout } = await start([program, 'status'], { environment: own, cwd: folder }).ended
  expect(stdout).toContain('! My Notes: main and its copy on "origin" have gone apart')
})
