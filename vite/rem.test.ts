import { expect, it } from 'vitest';
import { inRem } from './rem';

it('turns lengths into rem, but for hairlines and what is no length', () => {
  expect(inRem('4px 16px')).toBe('0.25rem 1rem');
  expect(inRem('-8px')).toBe('-0.5rem');
  expect(inRem('1px solid var(--x-12px)')).toBe('1px solid var(--x-12px)');
  expect(inRem('calc(100% - 32px)')).toBe('calc(100% - 2rem)');
  expect(inRem('400 13px/20px var(--font)')).toBe('400 0.8125rem/1.25rem var(--font)');
  expect(inRem('calc(16 * 1px)')).toBe('calc(16 * 1px)');
  expect(inRem('1.5px')).toBe('1.5px');
});
