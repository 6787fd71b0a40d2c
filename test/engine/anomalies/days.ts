import { createCipheriv } from 'node:crypto'
import { type ModelFile, type ModelVault, noise, ofKind, prose } from '../../helpers/model-vault.ts'
import { between, type Random } from '../../helpers/seeded.ts'

const first = Date.parse('2026-11-01T08:00:00Z')
/** In ms. */
export const hour = 3_600_000

/** Notes, images, documents and a bit of code, as a person has them. */
export function vaultOf(random: Random, files = 100): ModelVault {
  const vault: ModelVault = new Map()
  for (let index = 0; index < files; index += 1) {
    const [path, content] = fileOf(random, index)
    vault.set(path, { content, mtime: first + index * 60_000 })
  }
  return vault
}

function fileOf(random: Random, index: number): [string, Buffer] {
  const size = between(random, 40, 3000)
  switch (index % 10) {
    case 7:
      return [`photos/2026/IMG_${index}.jpg`, ofKind(random, '\xff\xd8\xff\xe0', size)]
    case 8:
      return [`papers/paper ${index}.docx`, ofKind(random, 'PK\x03\x04', size)]
    case 9:
      return [`code/src/module-${index}.ts`, prose(random, size)]
    default:
      return [`notes/${index % 3}/note-${index}.md`, prose(random, size)]
  }
}

/** What a day is to a vault: from the state before to the one after it. */
export type Day = (vault: ModelVault, random: Random) => ModelVault

/** What encryption leaves: as long, and nothing to be told of it. */
export const encrypted = (content: Buffer, random: Random): Buffer => {
  const cipher = createCipheriv('aes-256-ctr', noise(random, 32), noise(random, 16))
  return Buffer.concat([cipher.update(content), cipher.final()])
}
/** Does something with a part of the files, those of some kind first where there is one. */
export const some =
  (part: number, act: (path: string, file: ModelFile, random: Random) => readonly (readonly [string, ModelFile])[], only = /./): Day =>
  (vault, random) => {
    const chosen = [...vault.keys()].filter((path) => only.test(path))
    const wanted = new Set(chosen.toSorted(() => random() - 0.5).slice(0, Math.round(part * vault.size)))
    return new Map([...vault].flatMap(([path, file]) => (wanted.has(path) ? act(path, file, random) : ([[path, file]] as const))))
  }
/** A file with another content, a month later. */
export const changed = (file: ModelFile, content: Buffer): ModelFile => ({ content, mtime: file.mtime + 30 * 24 * hour })
/** New files. */
export const added = (count: number, path: (index: number) => string, content: (random: Random) => Buffer): Day => {
  return (vault, random) =>
    new Map([
      ...vault,
      ...Array.from({ length: count }, (_, index) => [path(index), { content: content(random), mtime: first - index * hour }] as const),
    ])
}
/** All of it on one day. */
export const inTurn =
  (...days: Day[]): Day =>
  (vault, random) =>
    days.reduce((state, day) => day(state, random), vault)
/** So many days alike. */
export const again = (times: number, day: Day): Day[] => Array.from({ length: times }, () => day)
/** A quiet day. */
export const nothing: Day = (vault) => vault

/** What is done to one file: it goes. */
export const remove: Parameters<typeof some>[1] = () => []
/** It is encrypted under a new ending. */
export const lock: Parameters<typeof some>[1] = (path, file, random) =>
  path.endsWith('.locked') ? [[path, file]] : [[`${path}.locked`, changed(file, encrypted(file.content, random))]]
/** It is encrypted under its name. */
export const lockInPlace: Parameters<typeof some>[1] = (path, file, random) => [[path, changed(file, encrypted(file.content, random))]]
/** A person writes in it. */
export const edit: Parameters<typeof some>[1] = (path, file, random) => [
  [path, changed(file, prose(random, file.content.length + between(random, 0, 200)))],
]
/** It gets another name. */
export const move =
  (to: (path: string) => string): Parameters<typeof some>[1] =>
  (path, file) => [[to(path), file]]
