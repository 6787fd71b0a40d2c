import { expect, test } from 'vitest'
import { leaveAppImage } from '../../main/electron/system/leave-app-image.ts'

test('what is started from an AppImage finds the programs and libraries of the system', () => {
  const environment = {
    APPIMAGE: '/home/ada/Vaultkeeper.AppImage',
    APPDIR: '/tmp/.mount_VaultkXy',
    PATH: '/tmp/.mount_VaultkXy:/tmp/.mount_VaultkXy/usr/sbin:/usr/local/bin:/usr/bin:/tmp/.mount_VaultkXyz',
    LD_LIBRARY_PATH: '/tmp/.mount_VaultkXy/usr/lib',
    HOME: '/home/ada',
  }
  leaveAppImage(environment)
  expect(environment).toEqual({
    APPIMAGE: '/home/ada/Vaultkeeper.AppImage',
    APPDIR: '/tmp/.mount_VaultkXy',
    PATH: '/usr/local/bin:/usr/bin:/tmp/.mount_VaultkXyz',
    HOME: '/home/ada',
  })
})

test('outside of one nothing is changed, whatever else is set', () => {
  for (const more of [{}, { APPDIR: '/usr' }, { APPIMAGE: '/x' }]) {
    const environment = { PATH: '/usr/bin', LD_LIBRARY_PATH: '/opt/lib', ...more }
    leaveAppImage(environment)
    expect(environment).toEqual({ PATH: '/usr/bin', LD_LIBRARY_PATH: '/opt/lib', ...more })
  }
})
