import type { BuriedPosts, ImportCatalogue, ImportRegistry, RefusedLines } from '../../imports/port.ts';
import type { ServiceContext } from '../context.ts';
import { streamDeadLetters } from '../dead-letters/stream.ts';
import { findMapping } from '../mappings/find.ts';
import { buried } from '../posts/buried.ts';
import { bury } from '../posts/bury.ts';
import { listTrackingRules } from '../tracking-rules/list.ts';
import { createImport } from './create.ts';
import { failInterruptedImports } from './fail-interrupted.ts';
import { finishImport } from './finish.ts';
import { getImport } from './get.ts';
import { listImports } from './list.ts';
import { updateImport } from './update.ts';

/** The network of the posts that imports read. */
const NETWORK = 'x';

export interface ImportPorts {
  registry: ImportRegistry;
  catalogue: ImportCatalogue;
  posts: BuriedPosts;
  refused: RefusedLines;
}

/** What imports ask of the control plane, answered by the services. */
export function importPorts(ctx: ServiceContext): ImportPorts {
  return {
    registry: {
      create: (input) => createImport(ctx, input),
      update: (id, progress) => updateImport(ctx, { id, progress }),
      finish: (end) => finishImport(ctx, end),
      get: (id) => getImport(ctx, id),
      list: (limit) => listImports(ctx, { limit }),
      failInterrupted: () => failInterruptedImports(ctx),
    },
    catalogue: {
      trackingRules: () => listTrackingRules(ctx),
      mapping: (idOrName) => findMapping(ctx, idOrName),
    },
    posts: {
      buried: (postIds) => buried(ctx, NETWORK, postIds),
      bury: (postIds) => bury(ctx, NETWORK, postIds),
    },
    refused: { ofImport: (importId) => streamDeadLetters(ctx, { importId }) },
  };
}
