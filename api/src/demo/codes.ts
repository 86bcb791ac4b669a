import { ACTIONS, type Action, KINDS, type Kind, STAGES, type Stage } from '@syncline/shared/events';

/** No campaign, where an event may be without. */
export const NO_CAMPAIGN = 7;

/** Stages that purchases of the demo world go through: all demand there is served or sold out. */
export type DemoStage = Exclude<Stage, 'lost'>;

/** What an event is, in 24 bits of one number. */
export interface Code {
  kind: Kind;
  /** Index in CAMPAIGNS, or NO_CAMPAIGN. */
  campaign?: number;
  /** Index in BRANDS. */
  brand?: number;
  /** Index in CLIENTS for what people do; a device number for what they are shown. */
  client?: number;
  action?: Action;
  stage?: DemoStage;
  /** 0 outside an experiment, 1 exposed, 2 control. */
  arm?: number;
  viewable?: boolean;
}

/** Packs a code; meant for constants, which the generator adds the varying parts to with the `with…` functions. */
export function encode(code: Code): number {
  return (
    KINDS.indexOf(code.kind) |
    ((code.campaign ?? NO_CAMPAIGN) << 3) |
    ((code.brand ?? 0) << 6) |
    ((code.client ?? 0) << 11) |
    ((code.action === undefined ? 0 : ACTIONS.indexOf(code.action)) << 14) |
    ((code.stage === undefined ? 0 : STAGES.indexOf(code.stage)) << 18) |
    ((code.arm ?? 0) << 21) |
    ((code.viewable === false ? 1 : 0) << 23)
  );
}

export const kindOf = (code: number) => KINDS[code & 7] as Kind;
export const campaignOf = (code: number) => (code >>> 3) & 7;
export const brandOf = (code: number) => (code >>> 6) & 31;
export const clientOf = (code: number) => (code >>> 11) & 7;
export const actionOf = (code: number) => ACTIONS[(code >>> 14) & 15] as Action;
export const stageOf = (code: number) => STAGES[(code >>> 18) & 7] as DemoStage;
export const armOf = (code: number) => (code >>> 21) & 3;
export const viewableOf = (code: number) => ((code >>> 23) & 1) === 0;

/** The code with the client or device put in; the code must have been packed without. */
export const withClient = (code: number, client: number) => code | (client << 11);
export const withBrand = (code: number, brand: number) => code | (brand << 6);
