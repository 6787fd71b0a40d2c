/** A file costs something by itself, however small it is: about as much as so many bytes. */
const bytesOfAFile = 32 * 1024

/**
 * How long a restore of all of it takes, by what a drill of a part of it took, in ms: what it takes to find out what there is takes as long for a part; the rest grows with
 * the bytes and the files. Pure.
 */
export function backInOf(
  took: { readonly listing: number; readonly restoring: number },
  part: { readonly files: number; readonly bytes: number },
  all: { readonly files: number; readonly bytes: number },
): number {
  const weight = ({ files, bytes }: { files: number; bytes: number }) => bytes + files * bytesOfAFile
  const times = weight(part) === 0 ? 1 : Math.max(1, weight(all) / weight(part))
  return Math.round(took.listing + took.restoring * times)
}
