import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFolderPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { FolderPicker } from '../../parts/folder-picker.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf, problemOfQuery } from '../../problems/problem-of.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import type { Draft, DraftVault } from './draft.ts'
import { StepFrame } from './step-frame.tsx'
import { VaultChoice } from './vault-choice.tsx'

type VaultsStepProps = {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
  readonly onNext: () => void
  readonly onBack: () => void
}

/** Which folders: those that were found are ticked, others are added. */
export function VaultsStep({ draft, onChange, onNext, onBack }: VaultsStepProps) {
  const [picking, { open, close }] = useDisclosure(false)
  const { vaults } = draft
  // What was found goes into the draft: a set-up that is begun anew looks anew, for what is kept safe by now.
  const detected = useQuery(orpc.setup.detectVaults.queryOptions({ enabled: vaults === null, gcTime: 0 }))
  useEffect(() => {
    if (vaults !== null || detected.data === undefined) return
    const found = detected.data.vaults.map((vault) => ({ ...vault, chosen: !vault.configured, leftOut: vault.excludes }))
    onChange({ vaults: found })
    announce(found.length === 0 ? 'No folders were found by themselves' : `${counted(found.length, 'folder')} found`)
  }, [vaults, detected.data, onChange])
  const add = useMutation(
    orpc.setup.lookAtFolder.mutationOptions({
      onSuccess: (found) => {
        const others = (vaults ?? []).filter(({ path }) => path !== found.path)
        onChange({ vaults: [...others, { ...found, chosen: true, leftOut: found.excludes }] })
        announce(`${found.name} is added`)
      },
    }),
  )
  const change = (changed: DraftVault) => onChange({ vaults: (vaults ?? []).map((one) => (one.path === changed.path ? changed : one)) })
  const chosen = (vaults ?? []).filter((vault) => vault.chosen)
  return (
    <StepFrame
      step="vaults"
      lead="Folders with notes, code and agents were looked for in your home folder. Untick what need not be kept, and add what is missing."
      onNext={onNext}
      onBack={onBack}
      canGoOn={chosen.length > 0}
    >
      {vaults === null ? (
        detected.isError ? (
          <ProblemAlert
            problem={problemOfQuery(detected.error)}
            actions={<Button onClick={() => void detected.refetch()}>Look again</Button>}
          />
        ) : (
          <>
            <Text size="sm">Looking for folders…</Text>
            <Waiting lines={4} height={48} />
          </>
        )
      ) : (
        <>
          {vaults.length > 0 ? (
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Folders">
              {vaults.map((vault) => (
                <VaultChoice key={vault.path} vault={vault} onChange={change} />
              ))}
            </Stack>
          ) : (
            <Text>No folder was found by itself. Add the ones that must not be lost.</Text>
          )}
          {detected.data?.complete === false && (
            <Text size="sm" c="dimmed">
              There was no time to look everywhere. Add what is missing.
            </Text>
          )}
        </>
      )}
      {add.isError && <ProblemAlert problem={problemOf(add.error)} />}
      <Group justify="space-between" gap="sm">
        <Button variant="default" leftSection={<IconFolderPlus size={18} aria-hidden />} onClick={open} loading={add.isPending}>
          Add a folder
        </Button>
        {vaults !== null && <Total vaults={chosen} />}
      </Group>
      <FolderPicker opened={picking} onClose={close} onChoose={(path) => add.mutate({ path })} title="Add a folder to keep safe" />
    </StepFrame>
  )
}

function Total({ vaults }: { readonly vaults: readonly DraftVault[] }) {
  const files = vaults.reduce((sum, vault) => sum + vault.files, 0)
  const bytes = vaults.reduce((sum, vault) => sum + vault.bytes, 0)
  return (
    <Text size="sm" className="vk-numbers" role="status">
      {vaults.length === 0
        ? 'Choose at least one folder.'
        : `${counted(vaults.length, 'folder')} chosen${files > 0 ? `: about ${counted(files, 'file')}, ${bytesInWords(bytes)}` : ''}`}
    </Text>
  )
}
