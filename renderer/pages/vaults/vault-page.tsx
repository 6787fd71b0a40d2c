import { Anchor, Button, Stack, Text } from '@mantine/core'
import { IconPlayerPlay, IconRestore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { api, orpc } from '../../api.ts'
import { Page } from '../../parts/page.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Sectioned } from '../../parts/section-nav.tsx'
import { useStart } from '../overview/use-start.ts'
import { VaultDrills } from './vault-drills.tsx'
import { VaultGit } from './vault-git.tsx'
import { VaultGuard } from './vault-guard.tsx'
import { VaultRecovery } from './vault-recovery.tsx'
import { VaultStanding } from './vault-standing.tsx'

const back = { href: '#/', name: 'Overview' }

/** `#/vaults/:vault`: one vault, how it stands and what else is looked after in it. */
export default function VaultPage() {
  const { vault = '' } = useParams<{ vault: string }>()
  const id = decodeURIComponent(vault)
  const overview = useQuery(orpc.overview.get.queryOptions())
  const known = overview.data?.vaults.find((one) => one.vault === id)
  return (
    <Page title={known?.name ?? `Vault ${id}`} lead={known?.path} back={back} key={id} actions={known && <Deeds vault={known} />}>
      <QueryView query={overview}>
        {() =>
          known === undefined ? (
            <Text>
              There is no vault {id}. <Anchor href="#/">See those that there are</Anchor>
            </Text>
          ) : (
            <Known vault={known} />
          )
        }
      </QueryView>
    </Page>
  )
}

function Known({ vault }: { readonly vault: VaultOverview }) {
  const { vault: id, configured } = vault
  const titles = ['How it stands', 'Last proven restorable', ...(configured ? ['Git', 'Configuration files', 'Recovery document'] : [])]
  return (
    <Sectioned titles={titles}>
      <Stack gap="lg">
        <VaultStanding vault={vault} />
        <VaultDrills vault={vault} />
        {configured && (
          <>
            <VaultGit vault={id} />
            <VaultGuard vault={id} />
            <VaultRecovery vault={id} />
          </>
        )}
      </Stack>
    </Sectioned>
  )
}

/** What can be done with all of it now. */
function Deeds({ vault: { vault, name, path, plans, copies } }: { readonly vault: VaultOverview }) {
  const { start, busy, problem } = useStart()
  const backUp = async () => {
    if (plans.length === 0) await api.backups.start({ folder: path })
    for (const plan of plans) await api.backups.start({ plan })
  }
  return (
    <Stack gap="xs">
      <Button.Group>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          loading={busy}
          onClick={() => start(backUp, `Backing up: ${name}`)}
        >
          Back up now
        </Button>
        {copies.some(({ snapshots }) => snapshots > 0) && (
          <Button
            component="a"
            variant="default"
            leftSection={<IconRestore size={18} aria-hidden />}
            href={`#/restore?${new URLSearchParams({ need: 'time', vault })}`}
          >
            Restore
          </Button>
        )}
      </Button.Group>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  )
}
