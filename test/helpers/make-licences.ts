// Writes assets/licences.md, the list of all packages that are shipped: `node --conditions=source test/helpers/make-licences.ts`.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildApart, copyOfSources } from './build-apart.ts'
import { projectFolder } from './cli-run.ts'
import { licenceList, noticesOf } from './licence-list.ts'

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-licences-')))
try {
  writeFileSync(path.join(projectFolder, 'assets', 'licences.md'), licenceList(noticesOf(await buildApart(copyOfSources(folder, [])))))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
