import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { NativeImage, nativeImage } from 'electron'
import { faithful } from './faithful.ts'

/** An image of the fake Electron: which file it came from is what tests ask. */
export class FakeImage implements Pick<NativeImage, 'isEmpty' | 'getSize' | 'setTemplateImage' | 'isTemplateImage' | 'isMacTemplateImage'> {
  readonly path: string
  isMacTemplateImage: boolean
  private readonly size: { readonly width: number; readonly height: number }

  constructor(path: string) {
    this.path = path
    this.size = sizeOf(path)
    this.isMacTemplateImage = /Template(@\d(\.\d+)?x)?\.\w+$/.test(basename(path))
  }
  isEmpty(): boolean {
    return this.size.width === 0
  }
  getSize(): { width: number; height: number } {
    return { ...this.size }
  }
  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option
  }
  isTemplateImage(): boolean {
    return this.isMacTemplateImage
  }
}

/** The size that is written in the head of a PNG or an ICO (0 there means 256); nothing where there is no such file, like the real one. */
function sizeOf(path: string): { readonly width: number; readonly height: number } {
  if (!existsSync(path)) return { width: 0, height: 0 }
  const head = readFileSync(path)
  if (path.endsWith('.png')) return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
  if (path.endsWith('.ico')) return { width: head[6] || 256, height: head[7] || 256 }
  return { width: 0, height: 0 }
}

/** `nativeImage`. */
export function createFakeNativeImage() {
  const made = (path: string) => faithful<NativeImage>('NativeImage', new FakeImage(path))
  return {
    electron: {
      nativeImage: faithful<typeof nativeImage>('nativeImage', { createFromPath: made, createEmpty: () => made('') }),
    },
  }
}
