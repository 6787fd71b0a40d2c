/** What stands behind the last dot of a file's name, in small letters; empty where there is none. Pure. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** A name, and what is left of it as its endings go: `a.md.locked`, `a.md`, `a`. Pure. */
export function namesWithin(name: string): string[] {
  const names = [name]
  for (let dot = name.lastIndexOf('.'); dot > 0 && names.length < 5; dot = name.lastIndexOf('.', dot - 1)) names.push(name.slice(0, dot))
  return names
}

/** Endings of what programs write anew as a whole, out of something of the kind: images made smaller, notes put into archives. */
export const contentKinds: ReadonlySet<string> = new Set(
  `jpg jpeg png gif webp heic heif avif jxl bmp tif tiff psd raw dng cr2 nef arw svgz
  mp3 m4a aac ogg opus flac wav mp4 m4v mkv mov avi webm
  gz bz2 xz zst lz4 br zip 7z rar tgz tbz txz pdf docx xlsx pptx odt ods odp epub`
    .trim()
    .split(/\s+/),
)
