import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBench, verdictsOf } from '../../helpers/cli-bench.ts'
import { signal, waitFor } from '../../helpers/cli-processes.ts'
import { differences, writeNotes, writeRandom } from '../../helpers/cli-tree.ts'
import { provideRestServer } from '../../helpers/programs.ts'
import { startServerProcess } from '../../helpers/servers/server-process.ts'

/** A network of its own that nothing leads out of, with a command to put in front of what is to run in it, and one that changes it. */
async function openNetwork(): Promise<{ prefix: string[]; shell: (line: string) => Promise<void> }> {
  const keeper = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && echo ready && exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const pid = keeper.pid ?? 0
  onTestFinished(() => void signal(pid, 'SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    keeper.stdout.once('data', () => resolve())
    keeper.once('exit', () => reject(new Error('There is no network of its own to be had.')))
  })
  const prefix = ['nsenter', `--net=/proc/${pid}/ns/net`, '--']
  const shell = (line: string) =>
    new Promise<void>((resolve, reject) => {
      const [program = '', ...parameters] = prefix
      spawn(program, [...parameters, 'sh', '-ec', line], { stdio: 'ignore' }).once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`${line}: exit ${code}`)),
      )
    })
  return { prefix, shell }
}

test('the network goes down in the middle of a backup and comes back: it ends well; where it stays away that is said in words', {
  timeout: 120_000,
}, async () => {
  const bench = openBench()
  const network = await openNetwork()
  const data = path.join(bench.folder, 'data')
  mkdirSync(data)
  mkdirSync(bench.home)
  const program = await provideRestServer(() => undefined)
  const server = await startServerProcess([...network.prefix, program, '--path', data, '--listen', '127.0.0.1:8000', '--no-auth'], {
    listening: /start server on \S+:(\d+)/,
  })
  expect(server.port).toBe(8000)
  bench.prefix = network.prefix
  bench.environment['VAULTKEEPER_PASSWORD_SERVER'] = 'of the server'
  writeNotes(bench.vault, 5)
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { notes: { name: 'Notes', path: bench.vault, recoveryDocument: false } },
      repositories: { server: { type: 'rest', url: 'http://127.0.0.1:8000/laptop' } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['server'] } },
    }),
  )
  expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })
  writeRandom(path.join(bench.vault, 'film.bin'), 36)
  bench.shim.flags('backup', '--limit-upload=16000')
  const packs = () => readdirSync(path.join(data, 'laptop', 'data'), { recursive: true }).length
  const before = packs()
  const running = bench.start(['backup', 'daily'])
  await waitFor('a first pack on the server', () => packs() > before)
  await network.shell('ip link set lo down')
  // So long the network is away: that is the fault itself, and nothing tells of it meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await network.shell('ip link set lo up')
  const ended = await running.ended
  expect(ended.code, ended.stderr).toBe(0)
  bench.shim.flags('backup')

  await network.shell('ip addr flush dev lo')
  const begun = performance.now()
  const offline = await bench.cli(['backup', 'daily'])
  expect(performance.now() - begun).toBeLessThan(30_000)
  expect(offline.stderr).toMatch(/The repository "server" cannot be reached: there is no way to it from this network\./)
  expect(offline.stderr).toMatch(/does not answer .*trying again/)
  await network.shell('ip addr add 127.0.0.1/8 dev lo')
  expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })
  expect(verdictsOf(bench, 'backup')).toEqual(['done', 'done', 'failed', 'done'])
  const target = path.join(bench.folder, 'back')
  expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
  expect(differences(bench.vault, target)).toEqual([])
})
