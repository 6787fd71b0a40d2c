import { text } from '../messages/json.ts'
import type { Repository } from '../repository.ts'
import { on } from './flags.ts'
import type { Plan } from './plan.ts'
import { objectReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** How to make the repository. */
export type InitOptions = {
  /** Cut files like this repository does, so that copies between both share their data. */
  readonly copyChunkerParamsFrom?: Repository
}

/** Makes a repository. Folders above it are made too, even on an empty mount point. */
export function planInit(options: InitOptions): Plan<Announcement, { readonly id: string }> {
  const source = options.copyChunkerParamsFrom
  return {
    name: 'init',
    args: ['init', ...on('copy-chunker-params', source !== undefined)],
    json: true,
    announces: true,
    ...(source ? { source } : {}),
    reader: objectReader((json) => (json.message_type === 'initialized' ? { id: text(json.id) } : undefined)),
  }
}
