import type { NativeTheme } from 'electron'
import { FakeEmitter } from './emitter.ts'
import { faithful } from './faithful.ts'

/** `nativeTheme`: whether the desktop is dark. */
class FakeNativeTheme
  extends FakeEmitter
  implements
    Pick<NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI' | 'shouldUseHighContrastColors' | 'themeSource'>
{
  shouldUseDarkColors = false
  /** Of the task bar on Windows, which can be dark while windows are light. */
  shouldUseDarkColorsForSystemIntegratedUI = false
  shouldUseHighContrastColors = false
  themeSource: NativeTheme['themeSource'] = 'system'

  /** The person chooses a dark or a light desktop. */
  become(look: 'dark' | 'light'): void {
    this.shouldUseDarkColors = look === 'dark'
    this.shouldUseDarkColorsForSystemIntegratedUI = look === 'dark'
    this.emit('updated')
  }
}

/** `nativeTheme`. */
export function createFakeNativeTheme() {
  const theme = new FakeNativeTheme()
  return { electron: { nativeTheme: faithful<NativeTheme>('nativeTheme', theme) }, theme, listening: () => theme.listening() }
}
