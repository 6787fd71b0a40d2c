import { Button, Group, Stack, Text } from '@mantine/core'
import { IconLock, IconShieldCheck, IconZoomCheck } from '@tabler/icons-react'
import type { SetupState } from '../../../main/contract/procedures/setup.ts'
import { Callout } from '../../parts/callout.tsx'
import { listed } from '../../words/counted.ts'
import { StepFrame } from './step-frame.tsx'

type WelcomeStepProps = { readonly unfinished: SetupState['unfinished']; readonly onBegin: () => void; readonly onContinue: () => void }

const promises = [
  { icon: IconLock, title: 'Encrypted', text: 'Only who has your password can read the copies. They go where you say, and nowhere else.' },
  { icon: IconZoomCheck, title: 'Proven', text: 'After each backup the copies are read back and compared with your files.' },
  {
    icon: IconShieldCheck,
    title: 'Careful',
    text: 'Nothing of yours is changed. What is unusual is asked about before anything old is removed.',
  },
] as const

/** The first sentence, and the way back into a set-up that was cut off. */
export function WelcomeStep({ unfinished, onBegin, onContinue }: WelcomeStepProps) {
  return (
    <StepFrame
      step="welcome"
      lead="Choose the folders that must not be lost and where their copies go. At the end a first backup shows that they can be had back."
      aside={
        <Button component="a" href="#/comeback" variant="default">
          I have backups already
        </Button>
      }
      {...(unfinished === null ? { next: 'Begin', onNext: onBegin } : {})}
    >
      {unfinished !== null && (
        <Callout
          tone="info"
          title="A set-up was begun and not finished"
          actions={
            <>
              <Button onClick={onContinue}>Go on with it</Button>
              <Button variant="default" onClick={onBegin}>
                Choose anew
              </Button>
            </>
          }
        >
          It was about {listed(unfinished.vaults.map(({ name }) => name))}. Nothing of it is lost.
        </Callout>
      )}
      <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {promises.map(({ icon: Icon, title, text }) => (
          <Group key={title} component="li" gap="md" wrap="nowrap" align="flex-start">
            <Icon size={24} stroke={1.6} aria-hidden style={{ flex: 'none' }} color="var(--vk-info-text)" />
            <div>
              <Text fw={600}>{title}</Text>
              <Text c="dimmed">{text}</Text>
            </div>
          </Group>
        ))}
      </Stack>
    </StepFrame>
  )
}
