import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const secret = 'M4rked-in-memory 7731'

/** Whether dumps lie where the process was, so that we find them. */
const inItsFolder = process.platform === 'linux' && !/^[|/]/.test(readFileSync('/proc/sys/kernel/core_pattern', 'utf8'))

/** Starts a program with a secret in its memory, which crashes. @returns what it leaves */
async function crash(begin: string): Promise<Buffer[]> {
  const folder = temporaryFolder('core')
  const script = `
    ${begin}
    const { spawnSync } = await import('node:child_process')
    spawnSync('sh', ['-c', 'kill -ABRT $$'], { cwd: parameters[0], env: { SECRET: parameters[1] } })`
  const wrapper = ['sh', '-c', 'ulimit -c unlimited; exec "$0" "$@"']
  expect(await startNode(script, [folder, secret, temporaryFolder('home')], { wrapper }).ended).toMatchObject({ code: 0 })
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name)))
}

it.runIf(inItsFolder)('the memory of a program that an engine starts is in no core dump of it', async () => {
  const usual = await crash('')
  expect(usual.map((core) => core.includes(secret))).toEqual([true])
  const kept = await crash(`
    const { plainPorts } = await helper('plain-ports.ts')
    await (await engine('engine.ts')).createEngine(parameters[2], plainPorts())`)
  expect(kept.some((core) => core.includes(secret))).toBe(false)
})
