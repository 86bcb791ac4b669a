import { describe, expect, it } from 'vitest';
import { Calm } from './calm.ts';

describe('Calm', () => {
  it('lets everything be built once nothing was written for a while', () => {
    const calm = new Calm(3000);
    calm.disturb(10_000);
    expect(calm.allowsBuild(12_999, 0)).toBe(false);
    expect(calm.allowsBuild(13_000, 0)).toBe(true);
  });

  it('waits no longer than its patience where writing never ends, counted from when a build was first asked for', () => {
    const calm = new Calm(3000);
    const asked = (now: number, lastBuildSeconds: number) => {
      calm.disturb(now);
      return calm.allowsBuild(now, lastBuildSeconds);
    };
    expect(asked(0, 0)).toBe(false);
    expect(asked(599_999, 0)).toBe(false);
    expect(asked(600_000, 60)).toBe(false);
    expect(asked(600_000, 0)).toBe(true);
    expect(asked(1_200_000, 60)).toBe(true);
    calm.built();
    expect(asked(1_200_001, 0)).toBe(false);
  });
});
