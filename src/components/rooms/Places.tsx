/** The three places of the room that is open. */
import type { ReactNode } from 'react';
import type { Room } from '../../state/view';
import { Ask } from '../ask/Ask';
import { Change } from '../change/Change';
import { TryIt } from '../change/TryIt';
import { AskPrompts } from '../prompts/AskPrompts';
import { SeePrompts } from '../prompts/SeePrompts';
import { See } from '../see/See';
import { AskCompare } from './compare/AskCompare';
import { SeeCompare } from './compare/SeeCompare';
import { AskFact } from './fact/AskFact';
import { SeeFact } from './fact/SeeFact';
import { SideEffects } from './fact/SideEffects';
import { Teach } from './fact/Teach';
import { SeeLayers } from './layers/SeeLayers';
import { AskRelation } from './relation/AskRelation';
import { Erase } from './relation/Erase';
import { SeeRelation } from './relation/SeeRelation';

export const ROOM_PLACES: Readonly<Record<Room, () => ReactNode>> = {
  explore: () => (
    <>
      <Ask />
      <See />
      <Change pinned={<TryIt />} />
    </>
  ),
  fact: () => (
    <>
      <AskFact />
      <SeeFact />
      <Change
        before={
          <>
            <Teach />
            <SideEffects />
          </>
        }
      />
    </>
  ),
  relation: () => (
    <>
      <AskRelation />
      <SeeRelation />
      <Change before={<Erase />} />
    </>
  ),
  layers: () => (
    <>
      <Ask />
      <SeeLayers />
      <Change pinned={<TryIt />} />
    </>
  ),
  compare: () => (
    <>
      <AskCompare />
      <SeeCompare />
      <Change />
    </>
  ),
  prompts: () => (
    <>
      <AskPrompts />
      <SeePrompts />
      <Change />
    </>
  ),
};
