import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import { project } from './project.ts'

/** Where each bundle says under which licences what it holds is, with their texts. */
export const notices = 'THIRD-PARTY-NOTICES.md'

/** MIT asks for its text and the holder's name in every copy. Some packages come without the text: they get it here, with the author whom they name. */
export const completeNotices: Plugin = {
  name: 'complete-notices',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const file = bundle[notices]
      if (file?.type === 'asset') file.source = withTexts(String(file.source))
    },
  },
}

/** @param text a heading for each package, `## zod - 4.6.7 (MIT)`, and behind it what its package holds */
function withTexts(text: string): string {
  const parts = text.split(/^(?=## )/m).map((part) => {
    const [, name] = /^## (\S+) - \S+ \(MIT\)\s*$/.exec(part) ?? []
    return name === undefined ? part : `${part.trimEnd()}\n\n${textFor(name)}\n\n`
  })
  return parts.join('')
}

/** Our own licence is MIT as well: its text is the same behind the name. */
function textFor(name: string): string {
  const { author } = JSON.parse(readFileSync(path.join(project, 'node_modules', name, 'package.json'), 'utf8')) as Manifest
  const holder = typeof author === 'string' ? author : author?.name
  if (holder === undefined) throw new Error(`${name} comes without the text of its licence, and names no author: whose is it?`)
  const own = readFileSync(path.join(project, 'LICENSE'), 'utf8').trim()
  return own.replace(/^Copyright .*$/m, `Copyright (c) ${holder.replace(/ *[<(].*$/, '')}`)
}

type Manifest = { readonly author?: string | { readonly name?: string } }
