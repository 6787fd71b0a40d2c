const magic = 0xff744f63
const [header, fanout] = [8, 256 * 4]

/**
 * Whether the index of a pack (`.idx`) names an object. Throws nothing: what is no index of version 2 names none. Pure.
 * @param object 40 hexadecimal digits, or 64 where git uses SHA-256
 * @see https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
 */
export function packIndexHas(index: Buffer, object: string): boolean {
  if (index.length < header + fanout || index.readUInt32BE(0) !== magic || index.readUInt32BE(4) !== 2) return false
  const wanted = Buffer.from(object, 'hex')
  const [first = 0] = wanted
  const bound = (byte: number) => index.readUInt32BE(header + byte * 4)
  let low = first === 0 ? 0 : bound(first - 1)
  let high = bound(first)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const at = header + fanout + middle * wanted.length
    if (at + wanted.length > index.length) return false
    const order = wanted.compare(index, at, at + wanted.length)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}
