/**
 * Rules for dependency-cruiser, out of the table of the rooms: arrows go down only, a room with a door is entered by it,
 * one with floors is built from below, and no import closes a circle, be it of types alone.
 */
import { DOORS, FLOORS, MAY_IMPORT, SHARED } from './rooms.mjs';

const inside = (rooms) => `^src/(${rooms.join('|')})/`;
/** Tests may reach for fixtures, and for whatever runs a program for real. */
const TESTS = String.raw`\.test\.tsx?$`;

const arrows = Object.entries(MAY_IMPORT).map(([room, below]) => ({
  name: `${room}-imports-from-below`,
  comment: `src/${room} may import from ${[...below, ...SHARED].join(', ')}.`,
  severity: 'error',
  from: { path: inside([room]), pathNot: TESTS },
  to: { path: '^src/', pathNot: [inside([room, ...below]), `^src/(${SHARED.join('|')})\\.ts$`] },
}));

const doors = DOORS.map(({ from, to, by }) => ({
  name: `${to}-has-a-door`,
  comment: `Others know src/${to} by ${by.join(' and ')} only.`,
  severity: 'error',
  from: { path: inside(from), pathNot: TESTS },
  to: { path: inside([to]), pathNot: `^src/${to}/(${by.join('|')})\\.ts$` },
}));

const onFloors = (room, floors) => `^src/${room}/(${floors.join('|')})(/|\\.ts$)`;

const floors = Object.entries(FLOORS).flatMap(([room, order]) =>
  order.map((floor, height) => ({
    name: `${room}-${floor}-imports-from-below`,
    comment: `src/${room}/${floor} may import from ${order.slice(0, height).join(', ') || 'no other floor'} of its room.`,
    severity: 'error',
    from: { path: onFloors(room, [floor]), pathNot: TESTS },
    to: { path: `^src/${room}/`, pathNot: onFloors(room, order.slice(0, height + 1)) },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both need into a file of its own, below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...arrows,
    ...doors,
    ...floors,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
