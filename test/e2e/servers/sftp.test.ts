import path from 'node:path'
import { expect, test } from 'vitest'
import { expectWords } from '../../helpers/cli-bench.ts'
import { liveOn, openServerBench } from '../../helpers/servers/live-on.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('an SSH server, with a key and a file of known hosts; another host key', async () => {
  const folder = temporaryFolder('sftp')
  const server = await startSshd(path.join(folder, 'sshd'))
  const bench = await openServerBench()
  const { host, port, user, identityFile, knownHosts } = server
  await liveOn(bench, {
    settings: { type: 'sftp', host, port, user, identityFile, knownHosts, path: path.join(folder, 'files', 'laptop') },
  })
  await server.changeHostKey()
  expectWords(await bench.cli(['backup', 'daily']), {
    exit: 1,
    sentence: /"offsite" shows another host key than before/,
    remedy: /^ *Nothing was sent\. Ask whoever runs the server/,
  })
  const tested = await bench.cli(['repository', 'test', 'offsite'])
  expect([tested.code, tested.stdout]).toEqual([1, expect.stringMatching(/shows another host key than before: ssh-ed25519 SHA256:/)])
}, 180_000)
