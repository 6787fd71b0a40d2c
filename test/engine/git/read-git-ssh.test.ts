import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { gitBench } from '../../helpers/git-bench.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { lookBench } from './git-look.ts'

it('tells a server whose host key nobody knows, one with another key, and one that lets us not in apart; and never asks', async () => {
  const bench = gitBench()
  const { look } = lookBench(bench)
  const folder = bench.cloned('over-ssh')
  const server = await startSshd(bench.at('sshd'))
  bench.git('over-ssh', 'remote', 'set-url', 'origin', `ssh://${server.user}@127.0.0.1:${server.port}${bench.at('over-ssh.git')}`)
  writeFileSync(bench.at('ssh-config'), '')
  const as = (identity: string, knownHosts: string) => {
    const options = [`-F ${bench.at('ssh-config')}`, `-i ${identity}`, '-o IdentitiesOnly=yes', `-o UserKnownHostsFile=${knownHosts}`]
    return { environment: { ...bench.environment, GIT_SSH_COMMAND: `ssh ${options.join(' ')}` } }
  }
  // As it is without any settings: this server's key is known to nobody.
  expect((await look(folder)).standing).toMatchObject({ exitCode: 20, findings: [{ state: 'host-unknown' }] })
  // A person's own ssh, which would ask, finds nobody to ask.
  expect((await look(folder, as(server.identityFile, bench.at('none')))).standing.exitCode).toBe(20)
  const refused = (await look(folder, as(server.otherIdentity, server.knownHosts))).standing
  expect(refused).toMatchObject({ exitCode: 19, findings: [{ state: 'no-credentials' }] })
  expect(refused.line).toMatch(/does not let us in: .*Permission denied/)
  await server.changeHostKey()
  const changed = (await look(folder, as(server.identityFile, server.knownHosts))).standing
  expect(changed.findings).toMatchObject([{ state: 'host-unknown' }])
})
