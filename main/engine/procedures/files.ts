import { implement } from '@orpc/server'
import { files as contract } from '../../contract/procedures/files.ts'
import { changesOfPair, comparePair, grownOfPair, lookAtPair } from '../content/compare-pair.ts'
import { findPaths } from '../content/find-paths.ts'
import { previewOf } from '../content/preview-of.ts'
import { readPicture } from '../content/read-picture.ts'
import { versionsOfPath } from '../content/versions-of-path.ts'
import { inChunks } from '../in-chunks.ts'
import { listFiles, pageOfFiles } from '../runs/list-files.ts'
import { foreignVaults } from '../state/machine-queries.ts'
import { knownVaults } from '../state/queries.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)
/** So many entries go together. */
const chunk = 500

export default os.router({
  list: os.list.handler(({ context, input, signal }) => pageOfFiles(context.core, at(input), input, hostOf(context, signal))),
  walk: os.walk.handler(({ context, input, signal }) =>
    inChunks(listFiles(context.core, at(input), input, hostOf(context, signal)), chunk),
  ),
  find: os.find.handler(({ context, input, signal }) => findPaths(context.core, input, hostOf(context, signal))),
  versions: os.versions.handler(async ({ context: { core }, context, input, signal }) => ({
    ...(await versionsOfPath(core, input, hostOf(context, signal))),
    vaults: knownVaults(core.state.database).length + foreignVaults(core.state.database).length,
  })),
  preview: os.preview.handler(({ context, input, signal }) => previewOf(context.core, at(input), input, hostOf(context, signal))),
  raw: os.raw.handler(({ context, input, signal }) => readPicture(context.core, at(input), input, hostOf(context, signal))),
  pair: os.pair.handler(({ context, input, signal }) => lookAtPair(context.core, input, hostOf(context, signal))),
  diff: os.diff.handler(({ context, input, signal }) => comparePair(context.core, input, hostOf(context, signal))),
  changes: os.changes.handler(({ context, input, signal }) => changesOfPair(context.core, input, hostOf(context, signal))),
  grew: os.grew.handler(({ context, input, signal }) => grownOfPair(context.core, input, hostOf(context, signal))),
})

/** The snapshot and the path as they are named inside. */
function at({ snapshot, path }: { readonly snapshot: string; readonly path: string }) {
  const plain = path.replace(/^\/+|\/+$/g, '')
  return { name: snapshot, path: plain === '' ? undefined : plain }
}
