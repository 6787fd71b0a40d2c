/** One official release file: where it is, what it must be, how it is packed. */
export type Release = Readonly<{ url: string; sha256: string; packing: 'bz2' | 'zip' }>

/** Releases by platform and processor as Node names them, and the one version they all are. */
export type ReleaseTable = Readonly<{ version: string; files: Readonly<Record<string, Release>> }>

const VERSION = '0.19.1'

/**
 * The restic release that is brought along. The SHA-256 is of the packed file as published in the release's SHA256SUMS; version, platform
 * and hash stand on one line, so that a true file of another platform or an older release does not pass.
 *
 * To move to a newer restic: take every hash from the signed SHA256SUMS of that release, and measure before saying it is fine.
 */
export const RELEASES: ReleaseTable = {
  version: VERSION,
  files: {
    'linux-x64': release('linux_amd64.bz2', 'f415415624dcc452f2a02b8c33641791a8c6d6d3b65bbb3543fcf9a25151585c'),
    'linux-arm64': release('linux_arm64.bz2', 'a5f64aaab53d51e311fa3829124c5b703f2d14cf187d8640b6be3b2b49376465'),
    'darwin-x64': release('darwin_amd64.bz2', 'c38d579622cf602f665234c5a8c315030b6cf70656028fe6dc29a786b60e5f35'),
    'darwin-arm64': release('darwin_arm64.bz2', '7be0a144ccc377880f294204aa271d76e4b79554b42a751151d425ce6ebac143'),
    'win32-x64': release('windows_amd64.zip', 'da948ad707ed690426473aaba2046cd61f8f90f6f0e7dab6be0d5796531de67d'),
  },
}

function release(ending: string, sha256: string): Release {
  const url = `https://github.com/restic/restic/releases/download/v${VERSION}/restic_${VERSION}_${ending}`
  return { url, sha256, packing: ending.endsWith('.zip') ? 'zip' : 'bz2' }
}
