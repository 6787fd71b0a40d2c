import type { IndexBench } from './index-bench.ts'
import { type NodeChild, startNode } from './run-node.ts'

const script = `
const { createEngine } = await engine('engine.ts')
const { readyIndex } = await engine('index/open-index.ts')
const { plainPorts } = await helper('plain-ports.ts')
const [root] = parameters
const { core, close } = await createEngine(root, plainPorts())
const onProgress = (progress) => console.log(progress.step === 'note' ? progress.text : progress.step)
try {
  const index = await readyIndex(core, 'default', { signal: new AbortController().signal, onProgress })
  console.log('READY', index.database.prepare('SELECT count(*) AS trees FROM tree').get().trees)
  index.close()
} catch (error) {
  console.log('FAILED ' + JSON.stringify({ name: error.name, problem: error.problem, message: error.message }))
}
close()
`

/** A process that brings the index of a bench up to date. It writes its progress, and `READY` with the number of trees, or `FAILED` with what was thrown. */
export function updateInChild({ root, password }: IndexBench, wrapper: readonly string[] = []): NodeChild {
  const env = { ...process.env, VAULTKEEPER_PASSWORD: password, VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] }
  return startNode(script, [root], { wrapper: [...wrapper], env })
}
