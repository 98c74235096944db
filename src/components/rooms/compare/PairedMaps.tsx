/** Both sides' neurons of one model, on one scale; those that differ by more than the error of the method are ringed in both. */
import { useCallback, useMemo, type ComponentProps } from 'react';
import type { EditsDocument } from '../../../knowledge/edits/edits';
import type { NeuronDifferences } from '../../../state/beside-differences';
import { signed } from '../../../figures/format';
import { indicesOf, useModelShape } from '../../model-shape';
import { domainOf, PALETTES } from '../../../figures/map/scale';
import { NeuronMap } from '../../see/map/NeuronMap';
import { ModelState } from '../../see/ModelState';
import { useDark } from '../../theme';
import type { ComparedSide, Sides } from './sides';

const NONE: readonly number[] = [];

/** What both maps are drawn with, so that one colour is one number. */
export interface MapOfBoth {
  readonly domain: number;
  readonly marked: readonly number[];
  readonly factsOf: ComponentProps<typeof NeuronMap>['factsOf'];
}

export function useMapOfBoth({ a, b }: Sides, differences: NeuronDifferences | null): MapOfBoth {
  const [inA, inB] = [a.attribution?.scores, b.attribution?.scores];
  const domain = useMemo(
    () => Math.max(...[inA, inB].map((values) => (values ? domainOf(values) : 0))) || 1,
    [inA, inB],
  );
  const factsOf = useCallback(
    (index: number) => {
      const [first, second] = [inA?.[index], inB?.[index]];
      return [
        ...(first === undefined ? [] : [{ name: 'A', value: signed(first, 5), tone: first }]),
        ...(second === undefined ? [] : [{ name: 'B', value: signed(second, 5), tone: second }]),
        ...(first === undefined || second === undefined
          ? []
          : [{ name: 'B \u2212 A', value: signed(second - first, 5), tone: second - first }]),
      ];
    },
    [inA, inB],
  );
  const marked = differences?.marked ?? NONE;
  return useMemo(() => ({ domain, factsOf, marked }), [domain, factsOf, marked]);
}

export function SideMap({ side, ofBoth }: { readonly side: ComparedSide; readonly ofBoth: MapOfBoth }) {
  const shape = useModelShape();
  const edited = useEditedIn(side.edits);
  const values = side.attribution?.scores ?? null;
  return (
    <div className="map-frame side-map" data-faded={side.isStale}>
      {shape && (
        <NeuronMap
          side={side.name}
          layers={shape.layers}
          neurons={shape.intermediateSize}
          selecting={false}
          values={values}
          edited={edited}
          sums={null}
          {...ofBoth}
        />
      )}
      {side.name === 'A' && <ModelState drawn={values !== null} />}
    </div>
  );
}

function useEditedIn({ neurons, values }: EditsDocument): readonly number[] {
  const shape = useModelShape();
  return useMemo(() => {
    const on = [...neurons, ...values].filter((edit) => !edit.off);
    return [...new Set(indicesOf(on, shape))];
  }, [neurons, values, shape]);
}

interface ScaleProps {
  readonly domain: number;
  /** Whether the numbers at its ends are those of something that is shown. */
  readonly isKnown: boolean;
  readonly isShared: boolean;
}

export function ScaleOfBoth({ domain, isKnown, isShared }: ScaleProps) {
  const palette = PALETTES[useDark() ? 'dark' : 'light'];
  const digits = Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(domain))));
  return (
    <div
      className="pair-scale"
      role="group"
      aria-label="Colours of both maps: blue pushes the target down, amber pushes it up"
    >
      <span>
        <span className="number">{isKnown && `${signed(-domain, digits)} or less`}</span>{' '}
        <span className="quiet">down</span>
      </span>
      <span className="map-legend-ramp" aria-hidden>
        <span style={{ background: `linear-gradient(to right, ${palette.join(',')})` }} />
        <i />
      </span>
      <span>
        <span className="number">{isKnown && `${signed(domain, digits)} or more`}</span>{' '}
        <span className="quiet">up</span>
      </span>
      {isShared && <span className="quiet pair-scale-same">one scale for both</span>}
    </div>
  );
}
