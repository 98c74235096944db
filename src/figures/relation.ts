/** The relation's picture: what an erasure does to every relation, or, before one, the neurons that serve its facts. */
import { ofModel } from '../state/answers';
import { erasableNeurons, knowsRelation, ownNeurons, relationEvidenceOf, servingNeurons } from '../state/relation';
import type { State } from '../state/store';
import { neuronKey, type NeuronRef } from '../knowledge/edits/edits';
import { scaleLinear } from 'd3';
import { nameOf } from '../state/neurons';
import { modelOfPicture, tableAbout, type AboutPicture } from './about';
import type { Figure } from './figure';
import { percent } from './format';
import { WIDTH } from './frame';
import { INK, SIZES } from './ink';
import { spreadFigure } from './spread';
import { lineAt, rectAt, textAt } from './svg';
import type { Cell } from './table';

/** Neurons drawn. */
const SHOWN = 40;
const ROW = 16;
const TOP = 24;
const BARS = { left: 110, right: 430 } as const;
const COLUMNS = { serves: 500, own: 570, others: WIDTH } as const;

export function relationFigure(state: State): Figure | null {
  const erasure = ofModel(state.erasure, state.info);
  return erasure ? spreadFigure(state, erasure) : servingFigure(state);
}

interface Server extends NeuronRef {
  readonly facts: number;
  /** Mean shares of the largest score in this relation's prompts and in others', where those have been asked. */
  readonly own: number | null;
  readonly others: number | null;
  readonly place: number;
}

/** In the order in which they would be erased. */
function serversOf(state: State): readonly Server[] {
  const facts = new Map(servingNeurons(state).map((neuron) => [neuronKey(neuron), neuron.facts]));
  const shares = new Map(ownNeurons(state).map((neuron) => [neuronKey(neuron), neuron]));
  return erasableNeurons(state).map((ref, index) => {
    const share = shares.get(neuronKey(ref));
    return {
      layer: ref.layer,
      neuron: ref.neuron,
      facts: facts.get(neuronKey(ref)) ?? 0,
      own: share?.own ?? null,
      others: share?.others ?? null,
      place: index + 1,
    };
  });
}

function servingFigure(state: State): Figure | null {
  const evidence = relationEvidenceOf(state);
  if (!evidence || !knowsRelation(state) || erasableNeurons(state).length === 0) return null;
  const label = state.library?.relations.find(({ id }) => id === evidence.relation)?.label ?? evidence.relation;
  const of = evidence.facts.length;
  const about: AboutPicture = {
    ...modelOfPicture(state, evidence.hash),
    asked: `${of} facts of \u201c${label}\u201d, ${evidence.wordings} wordings each`,
    target: null,
    edits: 0,
  };
  return {
    title: `The neurons of \u201c${label}\u201d, ${state.sparing ? 'its own first' : 'those that serve most facts first'}`,
    about,
    file: { asked: label, target: null },
    draw: () => drawServers(serversOf(state), of, state.eraseCount),
    table: () =>
      tableAbout(
        about,
        ['relation', 'place', 'layer', 'neuron', 'facts_served', 'facts', 'share_here', 'share_elsewhere'],
        serversOf(state).map(({ layer, neuron, facts, own, others, place }): Cell[] => [
          evidence.relation,
          place,
          layer,
          neuron,
          facts,
          of,
          own,
          others,
        ]),
      ),
  };
}

function drawServers(all: readonly Server[], of: number, chosen: number) {
  const servers = all.slice(0, SHOWN);
  const bottom = TOP + servers.length * ROW;
  const x = scaleLinear([0, of], [BARS.left, BARS.right]);
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const head = (text: string, end: number) => textAt(text, { x: end, y: 12, anchor: 'end', ...small });
  const hasShares = servers.some(({ own }) => own !== null);
  const ticks = x.ticks(Math.min(of, 6)).filter(Number.isInteger);
  return {
    body: [
      textAt('neuron', { x: 0, y: 12, ...small }),
      head('serves', COLUMNS.serves),
      ...(hasShares ? [head('here', COLUMNS.own), head('elsewhere', COLUMNS.others)] : []),
      ticks.flatMap((tick) => [
        lineAt([x(tick), TOP - 4, x(tick), bottom], { stroke: tick === 0 ? INK.lineStrong : INK.line }),
        textAt(String(tick), { x: x(tick), y: bottom + 14, anchor: 'middle', ...small }),
      ]),
      servers.map((server, index) => {
        const y = TOP + index * ROW;
        const isChosen = server.place <= chosen;
        const cell = (text: string, end: number) =>
          textAt(text, { x: end, y: y + 12, anchor: 'end', fill: isChosen ? INK.ink : INK.ink3 });
        return [
          textAt(nameOf(server), { x: 0, y: y + 12, bold: isChosen, fill: isChosen ? INK.ink : INK.ink3 }),
          rectAt(
            { x: x(0), y: y + 3, width: x(server.facts) - x(0), height: ROW - 6 },
            { fill: isChosen ? INK.up : INK.lineStrong },
          ),
          cell(`${server.facts} of ${of}`, COLUMNS.serves),
          ...(server.own === null || server.others === null
            ? []
            : [cell(percent(server.own), COLUMNS.own), cell(percent(server.others), COLUMNS.others)]),
        ];
      }),
      textAt(`facts whose neurons it is among, of ${of}`, {
        x: (BARS.left + BARS.right) / 2,
        y: bottom + 30,
        anchor: 'middle',
        ...small,
      }),
    ],
    height: bottom + 40,
    notes: [
      `Amber: the ${Math.min(chosen, all.length)} that are chosen to be erased${all.length > SHOWN ? `; ${SHOWN} of ${all.length} neurons are shown` : ''}.`,
      ...(hasShares
        ? [
            'Here, elsewhere: the neuron\u2019s mean share of the largest score in this relation\u2019s prompts, and in those of the others.',
          ]
        : []),
    ],
  };
}
