import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openMountNamespace } from '../../../helpers/cli-namespace.ts'
import { startNode } from '../../../helpers/run-node.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { recorded } from '../../../helpers/temporary-home.ts'

const script = `
const { createEngine } = await engine('engine.ts')
const { escalate } = await engine('agents/escalate/escalate.ts')
const { plainPorts } = await helper('plain-ports.ts')
const { readdirSync, readFileSync } = await import('node:fs')
const [root, folder] = parameters
const { core, close } = await createEngine(root, plainPorts())
const agent = { name: 'jay', path: folder, start: ['node'], heartbeat: null, dependsOn: [], environment: {}, critical: false }
const problem = { code: 'agent-silent', sentence: 'jay did not beat.', remedy: 'Look at its log.' }
const { bundle } = await escalate(core, { agent, run: null, recovery: null, problem, dependants: [], timeline: [] })
close()
console.log(JSON.stringify({ bundle, files: bundle === '' ? [] : readdirSync(bundle), left: readdirSync(root + '/escalations'), text: bundle === '' ? '' : readFileSync(bundle + '/report.txt', 'utf8') }))
`

/** An escalation with this much room for bundles, in bytes, in a process of its own. */
async function escalateWithin(room: string, fill = ':') {
  const root = path.join(temporaryFolder('home'), 'home')
  const folder = temporaryFolder('agent')
  mkdirSync(path.join(root, 'escalations'), { recursive: true, mode: 0o700 })
  writeFileSync(path.join(folder, 'jay.log'), 'a line of its log\n'.repeat(3000))
  const place = path.join(root, 'escalations')
  const namespace = await openMountNamespace(`mount -t tmpfs -o size=${room} tmpfs '${place}'; cd '${place}'; ${fill}`)
  const { stdout, stderr } = await startNode(script, [root, folder], { wrapper: [...namespace.prefix] }).ended
  expect(stderr).toBe('')
  const told: { bundle: string; files: string[]; left: string[]; text: string } = JSON.parse(stdout)
  return { ...told, recorded: recorded(root).filter(({ event }) => event === 'agent.escalated') }
}

it('where there is room for little, the report is there, and says what is missing', async () => {
  const { files, left, text, bundle, recorded: events } = await escalateWithin('16k')
  expect(files).toContain('report.txt')
  expect(files.some((name) => name.startsWith('log-'))).toBe(false)
  expect(text).toMatch(/What is missing here\n-+\n(?:.*\n)*.*(?:could not be written \(ENOSPC\)|no room for the files)/)
  expect(text).toContain('jay did not beat.')
  expect(left).toEqual([path.basename(bundle)])
  expect(events).toMatchObject([{ bundle }])
})

it('where there is none, it is recorded all the same, and nothing half made is left', async () => {
  const { bundle, left, recorded: events } = await escalateWithin('4k', 'head -c 4096 /dev/zero > full')
  expect([bundle, left]).toEqual(['', ['full']])
  expect(events).toMatchObject([{ agent: 'jay', bundle: '' }])
})
