/** One picture of the page in another page's frame: what is asked above it, problems below it, nothing around it. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { PictureName } from '../../state/pictures';
import { isPictureAble, isPictureShown } from '../../state/shown-pictures';
import { Predictions } from '../ask/Predictions';
import { Announcer } from '../Announcer';
import { Gain } from '../change/Gain';
import { NarrowContext } from '../media';
import { LinkQuestionCard } from '../models/LinkQuestionCard';
import { SideEffects } from '../rooms/fact/SideEffects';
import { AttentionMap } from '../rooms/layers/AttentionMap';
import { LensPicture } from '../rooms/layers/LensPicture';
import { SeeRelation } from '../rooms/relation/SeeRelation';
import { ModelState } from '../see/ModelState';
import { OnItsWay } from '../see/OnItsWay';
import { useApp } from '../store';
import { WorkLine } from '../ui/WorkLine';
import { EmbedBarcode } from './EmbedBarcode';
import { EmbedHead } from './EmbedHead';
import { EmbedMap } from './EmbedMap';
import { EmbedNeuron } from './EmbedNeuron';
import { EmbedProblems } from './EmbedProblems';
import { PICTURE_NAMES } from './picture-names';

const BODIES: Readonly<Record<PictureName, () => ReactNode>> = {
  map: () => <EmbedMap />,
  bars: () => <Predictions />,
  dose: () => (
    <>
      <EmbedNeuron />
      <Gain />
    </>
  ),
  lens: () => <LensPicture />,
  attention: () => <AttentionMap />,
  barcode: () => <EmbedBarcode />,
  effects: () => <SideEffects />,
  relation: () => <Relation />,
};

/** Pictures that take the height they are given; the others have their own, and tell it. */
const FILLING: readonly PictureName[] = ['map', 'barcode', 'relation'];

/** Below this the map shows one layer at a time. */
const NARROW = '(max-width: 479px)';

export function Embed({ picture }: { readonly picture: PictureName }) {
  const Body = BODIES[picture];
  return (
    <NarrowContext value={NARROW}>
      <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
        <main className="embed" data-picture={picture} data-fills={FILLING.includes(picture)}>
          <h1 className="visually-hidden">Engram</h1>
          <h2 className="visually-hidden">{PICTURE_NAMES[picture]}</h2>
          <EmbedHead picture={picture} />
          <div className="embed-body">
            <Missing picture={picture}>
              <Body />
            </Missing>
            {picture !== 'map' && picture !== 'relation' && <Coming picture={picture} />}
          </div>
          <EmbedProblems />
          <Announcer />
          <LinkQuestionCard />
        </main>
      </Tooltip.Provider>
    </NarrowContext>
  );
}

/** What a link has to bring, where the picture is of no sentence. */
const NEEDED: Partial<Readonly<Record<PictureName, string>>> = {
  barcode: 'This picture shows the neurons of a fact, and no fact is in the link.',
  effects: 'This picture shows what edits do to a fact and to everything else, and the link has no fact, or no edits.',
  relation: 'This picture shows the neurons of a relation, and no relation is in the link.',
};

function Missing({ picture, children }: { readonly picture: PictureName; readonly children: ReactNode }) {
  const needed = NEEDED[picture];
  const isHere = useApp((state) => state.info !== null);
  const isAble = useApp((state) => isPictureAble(picture, state));
  if (needed === undefined || isAble) return children;
  return isHere ? <p className="embed-missing quiet">{needed}</p> : null;
}

/** How the model's loading goes; the map and the relation have their own place for it. */
function Coming({ picture }: { readonly picture: PictureName }) {
  const isDrawn = useApp((state) => isPictureShown(picture, state) || (picture === 'bars' && state.reading !== null));
  const isLoading = useApp(({ model, room }) => model.stage === 'loading' && room === 'explore');
  return (
    <>
      <ModelState drawn={isDrawn} />
      {isDrawn && isLoading && <OnItsWay />}
    </>
  );
}

function Relation() {
  const isShown = useApp((state) => isPictureShown('relation', state));
  const isHere = useApp(({ model }) => model.stage === 'ready');
  return (
    <>
      <SeeRelation />
      {!isShown && isHere && (
        <div className="embed-work">
          <WorkLine work="elsewhere" label="Find the neurons of its facts" running="Attributing facts" primary />
        </div>
      )}
    </>
  );
}
