/** How the page shows things: which rooms there are, what colours the map, which layer is in focus, the theme. */
import type { Slice } from './slice';

export const COLOURS = ['attribution', 'activation', 'change'] as const;
export type Colour = (typeof COLOURS)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The three places of the page; on a narrow screen one is shown at a time. */
export const PLACES = ['ask', 'see', 'change'] as const;
export type Place = (typeof PLACES)[number];

/** What the three places are about: one prompt, a fact in many wordings, a relation with many facts, the layers, two questions side by side, or a list of prompts. */
export const ROOMS = ['explore', 'fact', 'relation', 'layers', 'compare', 'prompts'] as const;
export type Room = (typeof ROOMS)[number];

/** Whose attribution the map shows: the model's as it was trained, or under the edits that are in force. */
export const ATTRIBUTED = ['trained', 'edited'] as const;
export type Attributed = (typeof ATTRIBUTED)[number];

export interface ViewSlice {
  readonly colour: Colour;
  readonly attributionOf: Attributed;
  /** A layer shown alone, or null for all of them. */
  readonly focus: number | null;
  /** The attention head that is looked at, as layer * H + head; null: the one that matters most. */
  readonly head: number | null;
  /** Index of the token whose arcs alone are shown, or null for those of all. */
  readonly arcsOf: number | null;
  readonly theme: Theme;
  readonly place: Place;
  setColour(colour: Colour): void;
  setAttributionOf(attributionOf: Attributed): void;
  setFocus(focus: number | null): void;
  setHead(head: number | null): void;
  setArcsOf(token: number | null): void;
  setTheme(theme: Theme): void;
  setPlace(place: Place): void;
}

export const viewSlice: Slice<ViewSlice> = (set) => ({
  colour: 'attribution',
  attributionOf: 'trained',
  focus: null,
  head: null,
  arcsOf: null,
  theme: 'system',
  place: 'ask',
  setColour: (colour) => set({ colour }),
  setAttributionOf: (attributionOf) => set({ attributionOf }),
  setFocus: (focus) => set({ focus }),
  setHead: (head) => set({ head }),
  setArcsOf: (arcsOf) => set({ arcsOf }),
  setTheme: (theme) => set({ theme }),
  setPlace: (place) => set({ place }),
});
