import { AppShell, Box, Burger, Group, NavLink, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { orpc } from '../api.ts'
import { AnnouncerRegion } from '../parts/announcer.tsx'
import { ConnectionNotice } from './connection-notice.tsx'
import { Mark } from './mark.tsx'
import { type PageEntry, pages } from './pages.tsx'
import { RunningJobs } from './running-jobs.tsx'

/** What is around every page: the menu, what is running, and how the connection stands. On narrow screens the menu opens from a button. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure(false)
  const [location] = useLocation()
  // While the vaults are being set up, or come back, there is nowhere else to go.
  const bare = location === '/first-run' || location === '/comeback'
  const agents = useQuery(orpc.agents.names.queryOptions({ enabled: !bare }))
  const isThere = (only: PageEntry['only']) => only === undefined || (agents.data ?? []).length > 0
  return (
    <AppShell
      padding={{ base: 'md', sm: 'lg' }}
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened || bare, desktop: bare } }}
    >
      <button type="button" className="vk-skip" onClick={skipToMain}>
        Skip to the content
      </button>
      <AppShell.Header hiddenFrom="sm" px="md" bg="var(--vk-surface)" className="vk-no-print">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Mark />
          {!bare && <Burger opened={opened} onClick={toggle} size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" bg="var(--vk-surface)" aria-label="Pages" className="vk-no-print">
        {/* It takes a moment to slide away; meanwhile nobody is to get into it by keyboard. */}
        {!bare && (
          <>
            <Box visibleFrom="sm" px="xs" py="sm">
              <Mark />
            </Box>
            <Stack gap={2} flex={1}>
              {pages.map(({ pattern, name, icon: Icon, only }) =>
                Icon === undefined || !isThere(only) ? null : (
                  <NavLink
                    key={pattern}
                    href={`#${pattern}`}
                    onClick={close}
                    label={name}
                    active={isWithin(location, pattern)}
                    aria-current={isWithin(location, pattern) ? 'page' : undefined}
                    leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
                  />
                ),
              )}
            </Stack>
            <RunningJobs />
          </>
        )}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <ConnectionNotice />
        <Box maw={1280} mx="auto">
          {children}
        </Box>
      </AppShell.Main>
      <AnnouncerRegion />
    </AppShell>
  )
}

function isWithin(location: string, pattern: string): boolean {
  const address =
    pages.find((page) => page.within !== undefined && location.startsWith(page.pattern.replace(/:.*$/, '')))?.within ?? location
  return address === pattern || (pattern !== '/' && address.startsWith(`${pattern}/`))
}

/** A button and no link: the part of an address behind its `#` names the page here. */
function skipToMain(): void {
  document.getElementById('main')?.focus()
}
