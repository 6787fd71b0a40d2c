import { randomBytes } from 'node:crypto'
import { createEngine } from '../../../main/engine/engine.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { at, configurationWith } from '../health/records.ts'

/** Tells what is new on a home over a webhook: a process that can be killed meanwhile. */
const [root = '', url = ''] = process.argv.slice(2)
const now = at(20, '08:05')
const { core } = await createEngine(root, {
  clock: { now: () => now, monotonic: () => performance.now() },
  keychain: fakeKeychain(),
  machine: {
    power: async () => ({ source: 'mains', percent: null }),
    network: async () => ({ online: true, metered: false }),
    zone: () => 'UTC',
  },
  environment: {},
  log: () => undefined,
  randomBytes,
})
await tellNews(core, configurationWith({ notifications: { webhook: { url } } }), now, new AbortController().signal)
