// SPDX-License-Identifier: Apache-2.0
import { Boxes, History, type LucideIcon, Play, Plug, Server, Timer } from 'lucide-react';

export type NavigationItem = {
  title: string;
  href: string;
  description: string;
  icon: LucideIcon;
  /** Not in the bar, only in the trail above a page. */
  skip?: boolean;
};

export const navigation: NavigationItem[] = [
  { title: 'Servers', href: '/', description: 'The catalogue', icon: Boxes },
  { title: 'MCP Servers', href: '/mcps', description: 'Long-lived servers', icon: Plug },
  {
    title: 'Playground',
    href: '/mcps/playground/',
    description: 'Test MCP tools',
    icon: Play,
    skip: true,
  },
  { title: 'Sessions', href: '/sessions', description: 'Running playgrounds', icon: Timer },
  { title: 'History', href: '/history', description: 'Every call that was made', icon: History },
  { title: 'Daemon', href: '/daemon', description: 'What works here', icon: Server },
];
