import { Stack } from '@mantine/core'
import { SavePanel } from '../../editing/save-panel.tsx'
import { useDraft } from '../../editing/use-draft.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Sectioned } from '../../parts/section-nav.tsx'
import { FileProblems } from '../plans/file-problems.tsx'
import { AboutSection } from './about-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DoctorSection } from './doctor-section.tsx'
import { KitSection } from './kit-section.tsx'
import { LoginSection } from './login-section.tsx'
import { NewsSection } from './news-section.tsx'
import { PasswordsSection } from './passwords-section.tsx'
import { AllPlansSection, VerificationSection } from './written-sections.tsx'

const titles = [
  'Notifications',
  'Verification',
  'For all plans',
  'What changes in the file',
  'Passwords',
  'Emergency kit',
  'Start at login',
  'Appearance',
  'Is everything in order?',
  'About',
]

/** `#/settings`: who is told, passwords, verification, limits for all plans, start at login, how pages look, and how everything stands. */
export default function SettingsPage() {
  const file = useWrittenFile()
  return (
    <Page title="Settings">
      <Sectioned titles={titles}>
        <Stack gap="lg">
          <QueryView query={file}>
            {({ problems, broken }) => (broken ? <FileProblems problems={problems} /> : <WrittenSettings />)}
          </QueryView>
          <PasswordsSection />
          <KitSection />
          <LoginSection />
          <AppearanceSection />
          <DoctorSection />
          <AboutSection />
        </Stack>
      </Sectioned>
    </Page>
  )
}

/** What stands in the file; all of it is saved at once. */
function WrittenSettings() {
  const draft = useDraft([], 'What you set')
  return (
    <>
      <NewsSection draft={draft} />
      <VerificationSection draft={draft} />
      <AllPlansSection draft={draft} />
      <SavePanel draft={draft} />
    </>
  )
}
