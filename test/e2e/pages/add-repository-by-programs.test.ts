import { rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { button, field, found, type PlaceBench, placeBench } from '../../helpers/place-bench.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { rcloneRemote } from '../../helpers/servers/rclone-remote.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'

let bench: PlaceBench
beforeAll(async () => {
  bench = await placeBench('nas', 'cloud')
})

describe('a repository that restic reaches through another program is set up by page', () => {
  it('on a computer by SFTP, once its fingerprint was confirmed; a key that changed since is refused', async () => {
    const server = await startSshd(bench.at('sshd'))
    const page = await bench.begin('SFTP')
    await field(page, 'Host').fill(server.host)
    await field(page, 'User').fill(server.user)
    await field(page, 'Folder there').fill(bench.at('sftp-files'))
    await field(page, 'File with the private key').fill(server.identityFile)
    await page.locator('summary').click()
    await field(page, 'Port').fill(String(server.port))
    await button(page, 'Test this place').click()
    await page.getByText('It was never seen from here', { exact: false }).waitFor()
    expect(await button(page, 'Make the repository').count()).toBe(0)
    await expectAccessible(page)
    await page.getByRole('checkbox', { name: /The fingerprint is right: SHA256:/ }).check()
    await button(page, 'Make the repository').waitFor()
    await bench.finish(page, 'nas')
    // As on another machine, which has the configuration and has never seen the server.
    rmSync(bench.home.core.home.knownHosts)
    await button(page, 'Test this place').click()
    await page.getByRole('checkbox', { name: /The fingerprint is right: SHA256:/ }).check()
    await button(page, 'Trust this key from now on').click()
    await found(page).getByText('its host key is known', { exact: false }).waitFor()
    const changed = await server.changeHostKey()
    await button(page, 'Test this place').click()
    await page.getByRole('alert').getByText('shows another key than before', { exact: false }).waitFor()
    expect(await page.getByRole('checkbox', { name: /fingerprint is right/ }).count()).toBe(0)
    await expectAccessible(page)
    await changed.end()
  })

  it('at a remote of rclone; and what is there in a folder is taken over with its password', async () => {
    const older = 'an older password 4711'
    const { remote, configFile } = await rcloneRemote(bench.at('rclone'))
    const page = await bench.begin('Anything that rclone reaches')
    await field(page, 'Remote and folder').fill('nowhere:backups')
    await button(page, 'Test this place').click()
    await found(page)
      .getByText(/nowhere/)
      .first()
      .waitFor()
    await field(page, 'Remote and folder').fill(`${remote}/laptop`)
    await page.locator('summary').click()
    await field(page, "rclone's configuration file").fill(configFile)
    await button(page, 'Test this place').click()
    await button(page, 'Make the repository').waitFor()
    await bench.finish(page, 'cloud')
    await page.goto(bench.home.place('/repositories/%2B?kind=local'))
    // What another program made there.
    await rawRestic(bench.at('older'), older)('init')
    await field(page, 'Folder for the copies').fill(bench.at('older'))
    await button(page, 'Test this place').click()
    const password = field(page, 'Password of the backups that are there')
    await password.fill('not the one')
    await field(page, 'Name').fill('taken-over')
    await button(page, 'Take it over').click()
    await page
      .getByRole('alert')
      .getByText(/password/i)
      .first()
      .waitFor()
    await expectAccessible(page)
    await password.fill(older)
    await button(page, 'Take it over').click()
    await page.getByText('The repository taken-over is ready').waitFor()
    expect(bench.keychain.entries.get('repository:taken-over')).toBe(older)
    await bench.expectKeptNowhere(page, older, bench.keychain.entries.get('repository:cloud') ?? 'none')
  })
})
