import { Anchor, Box, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { SetupState } from '../../../main/contract/procedures/setup.ts'
import { orpc } from '../../api.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { useHashQuery } from '../../shell/hash-location.ts'
import { Mark } from '../../shell/mark.tsx'
import { BackupStep } from './backup-step.tsx'
import { draftOf, useDraft } from './draft.ts'
import { noEntrance } from './entrance.ts'
import { firstBackupKey } from './first-backup-key.ts'
import { KitStep } from './kit-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { PlaceStep } from './place-step.tsx'
import { type Step, stepOf } from './steps.ts'
import { VaultsStep } from './vaults-step.tsx'
import { WelcomeStep } from './welcome-step.tsx'
import { WhenStep } from './when-step.tsx'

/** `#/first-run`: from a fresh home to a first backup that was proven. The step stands in the address, so that the browser's ways back and on work. */
export default function FirstRunPage() {
  const state = useQuery(orpc.setup.state.queryOptions())
  return (
    <Box maw={760} mx="auto" w="100%">
      <Box visibleFrom="sm" mb="lg" className="vk-no-print">
        <Mark />
      </Box>
      <Page
        title="Set up Vaultkeeper"
        actions={
          <Anchor href="#/" size="sm" className="vk-no-print">
            Leave the set-up
          </Anchor>
        }
      >
        <QueryView query={state}>{(data) => <Steps state={data} onAgain={state.refetch} />}</QueryView>
      </Page>
    </Box>
  )
}

function Steps({ state, onAgain }: { readonly state: SetupState; readonly onAgain: () => Promise<unknown> }) {
  const [query, setQuery] = useHashQuery()
  const [draft, change, forget] = useDraft()
  const [entrance, setEntrance] = useState(noEntrance)
  const go = useCallback((step: Step) => setQuery(`step=${step}`), [setQuery])
  const made = useCallback(
    (repository: string, plan: string) => {
      setEntrance(noEntrance)
      // A plan of this name may have been backed up and removed before.
      sessionStorage.removeItem(firstBackupKey(plan))
      void onAgain().then(() => {
        setQuery(new URLSearchParams({ step: 'kit', repository, plan }).toString(), { replace: true })
        forget()
      })
    },
    [forget, onAgain, setQuery],
  )
  const step = stepOf(query, state.next)
  const said = new URLSearchParams(query)
  const repository = said.get('repository') ?? state.repository ?? 'default'
  const plan = said.get('plan') ?? state.plans[0]
  const afterKit = () => {
    forget()
    setQuery(new URLSearchParams({ step: 'backup', repository, ...(plan === undefined ? {} : { plan }) }).toString(), { replace: true })
  }
  switch (step) {
    case 'welcome':
      return (
        <WelcomeStep
          unfinished={state.unfinished}
          onBegin={() => go('vaults')}
          onContinue={() => {
            if (state.unfinished !== null) change(draftOf(state.unfinished, false))
            go('password')
          }}
        />
      )
    case 'vaults':
      return <VaultsStep draft={draft} onChange={change} onNext={() => go('place')} onBack={() => go('welcome')} />
    case 'place':
      return (
        <PlaceStep
          draft={draft}
          entrance={entrance}
          onChange={change}
          onEntrance={setEntrance}
          onNext={() => go('when')}
          onBack={() => go('vaults')}
        />
      )
    case 'when':
      return <WhenStep draft={draft} onChange={change} onNext={() => go('password')} onBack={() => go('place')} />
    case 'password':
      return (
        <PasswordStep
          draft={draft}
          entrance={entrance}
          state={state}
          onMade={made}
          onBack={() => go('when')}
          onAgain={() => void onAgain()}
        />
      )
    case 'kit':
      return <KitStep repository={repository} onNext={afterKit} />
    case 'backup':
      return <BackupStep key={plan} plan={plan} onDone={forget} />
    case 'set-up':
      return (
        <Stack>
          <Text>Everything is set up.</Text>
          <Text>
            <Anchor href="#/">Go to the overview</Anchor>, or change folders, places and times under <Anchor href="#/plans">plans</Anchor>.
            Here you can also <Anchor href="#/first-run?step=vaults">set up more folders</Anchor>.
          </Text>
        </Stack>
      )
  }
}
