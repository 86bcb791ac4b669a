import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

/**
 * The single-page app out of the folder `root`: hashed assets for ever, the page itself never cached, and every other
 * path answered with the page so that links into the app work. A missing asset is a 404, not the page.
 */
export function staticRoutes(root: string) {
  return new Hono()
    .use('/assets/*', async (context, next) => {
      await next();
      if (context.res.status === 200) context.header('Cache-Control', 'public, max-age=31536000, immutable');
    })
    .use('/assets/*', serveStatic({ root }))
    .get('/assets/*', (context) => context.notFound())
    .use('*', async (context, next) => {
      await next();
      context.header('Cache-Control', 'no-cache');
    })
    .get('*', serveStatic({ root }))
    .get('*', serveStatic({ root, path: 'index.html' }));
}
