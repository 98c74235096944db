/** The benchmark's page. */
import { carryErrors } from '../../src/worker/crossing';
import { bench } from './bench';

carryErrors();
window.bench = bench;
