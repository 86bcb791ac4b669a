import { workspaceSchema } from '@syncline/shared/control';
import { Hono } from 'hono';
import type { Demo } from '../demo/demo.ts';
import { describe } from './http.ts';

const statusSchema = workspaceSchema.shape.demo;

/** `GET /demo` (how far it is), `POST /demo` (load it into an empty store), `DELETE /demo` (remove it and nothing else). */
export function demoRoutes(demo: Pick<Demo, 'status' | 'load' | 'remove'>) {
  return new Hono()
    .get(
      '/demo',
      describe({ summary: 'State of the demo world', tag: 'Demo', answers: { 200: statusSchema } }),
      (context) => context.json(demo.status()),
    )
    .post(
      '/demo',
      describe({
        summary: 'Loading of the demo world begun',
        description: 'Only an empty store takes it. Follow the progress with GET /demo.',
        tag: 'Demo',
        answers: { 202: statusSchema },
        errors: ['conflict', 'unavailable'],
      }),
      async (context) => {
        await demo.load();
        return context.json(demo.status(), 202);
      },
    )
    .delete(
      '/demo',
      describe({
        summary: 'Removal of the demo world begun',
        description: 'Takes away the demo events and the demo catalogue; data of your own stays.',
        tag: 'Demo',
        answers: { 202: statusSchema },
        errors: ['unavailable'],
      }),
      async (context) => {
        await demo.remove();
        return context.json(demo.status(), 202);
      },
    );
}
