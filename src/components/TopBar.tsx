/** Name, the rooms, the model and where it runs, the theme, help, and sharing. Nothing that changes stands before the rooms. */
import { LayoutGrid, Monitor, Moon, Sun } from 'lucide-react';
import { THEMES, type Theme } from '../state/view';
import { useApp, useAppStore } from './store';
import { About } from './about/About';
import { Mark } from './Mark';
import { ModelBadge } from './ModelBadge';
import { RoomTabs } from './rooms/RoomTabs';
import { TakeOut } from './out/TakeOut';
import { Share } from './Share';
import { IconButton } from './ui/IconButton';

export function TopBar() {
  return (
    <header className="top-bar">
      <h1 className="name">
        <Mark />
        <span>Engram</span>
      </h1>
      <RoomTabs />
      <ModelBadge />
      <div className="top-actions">
        <GalleryButton />
        <ThemeButton />
        <About />
        <TakeOut />
        <Share />
      </div>
    </header>
  );
}

function GalleryButton() {
  const store = useAppStore();
  const open = useApp((state) => state.galleryOpen !== null);
  return (
    <button
      type="button"
      className="gallery-button"
      aria-label="Gallery"
      title="Gallery: findings to open, and lessons"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={() => store.getState().setGalleryOpen('findings')}
    >
      <LayoutGrid size={16} aria-hidden />
      <span>Gallery</span>
    </button>
  );
}

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const THEME_NAMES: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

function ThemeButton() {
  const store = useAppStore();
  const theme = useApp((state) => state.theme);
  const Icon = THEME_ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <IconButton name={`Theme: ${THEME_NAMES[theme]}`} onClick={() => store.getState().setTheme(next)}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
