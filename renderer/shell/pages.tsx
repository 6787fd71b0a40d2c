import { IconClipboardCheck, IconHeartbeat, IconHistory, IconHome, IconRestore, IconSettings, IconShieldCog } from '@tabler/icons-react'
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/** A page that can be gone to. `pattern` is wouter's; pages without `icon` are not in the menu. */
export type PageEntry = {
  readonly pattern: string
  readonly name: string
  /** The page of the menu that it belongs to, where its own address does not tell. */
  readonly within?: string
  readonly icon?: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>
  /** It is in the menu only where there is something of this to be seen. */
  readonly only?: 'agents'
  readonly page: LazyExoticComponent<ComponentType>
}

/** All pages, in the order of the menu; each is loaded when somebody goes there. */
export const pages: readonly PageEntry[] = [
  { pattern: '/', name: 'Overview', icon: IconHome, page: lazy(() => import('../pages/overview/overview-page.tsx')) },
  { pattern: '/restore', name: 'Restore', icon: IconRestore, page: lazy(() => import('../pages/restore/restore-page.tsx')) },
  { pattern: '/activity', name: 'Activity', icon: IconHistory, page: lazy(() => import('../pages/activity/activity-page.tsx')) },
  { pattern: '/activity/:run', name: 'Run', page: lazy(() => import('../pages/activity/run-page.tsx')) },
  { pattern: '/approvals', name: 'Approvals', icon: IconClipboardCheck, page: lazy(() => import('../pages/approvals/approvals-page.tsx')) },
  { pattern: '/agents', name: 'Agents', icon: IconHeartbeat, only: 'agents', page: lazy(() => import('../pages/agents/agents-page.tsx')) },
  { pattern: '/agents/:agent', name: 'Agent', page: lazy(() => import('../pages/agents/agent-page.tsx')) },
  { pattern: '/plans', name: 'Plans', icon: IconShieldCog, page: lazy(() => import('../pages/plans/plans-page.tsx')) },
  { pattern: '/plans/:plan', name: 'Plan', page: lazy(() => import('../pages/plans/plan-page.tsx')) },
  {
    pattern: '/repositories/:repository',
    name: 'Repository',
    within: '/plans',
    page: lazy(() => import('../pages/repositories/repository-page.tsx')),
  },
  { pattern: '/vaults/:vault', name: 'Vault', within: '/', page: lazy(() => import('../pages/vaults/vault-page.tsx')) },
  { pattern: '/settings', name: 'Settings', icon: IconSettings, page: lazy(() => import('../pages/settings/settings-page.tsx')) },
  { pattern: '/first-run', name: 'Set up', page: lazy(() => import('../pages/first-run/first-run-page.tsx')) },
  { pattern: '/comeback', name: 'Come back', page: lazy(() => import('../pages/comeback/comeback-page.tsx')) },
]
