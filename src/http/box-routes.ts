import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import compression from 'compression';
import { Router, type Request, type RequestHandler } from 'express';
import { packageDir } from '../../config/paths.js';
import type { Settings } from '../../config/settings.js';
import { renderDemoPage } from '../web/demo-page.js';
import { indexOf } from './index-of.js';
import { tokenOfPage } from './page-token.js';
import { methodNotAllowed } from './problems.js';
import { sightOf } from './sight.js';

const scriptPath = join(packageDir, 'dist/web/searchbox.js');

/** The search box for other people's pages at `/searchbox.js`, and a page that shows it at `/demo`. */
export function boxRoutes(settings: Settings, mayOpen: RequestHandler): Router {
  const routes = Router();
  let script: Promise<Buffer> | undefined;

  routes.route('/searchbox.js')
    .get(compression(), async (_request, response) => {
      script ??= readFile(scriptPath);
      const body = await script.catch((error: unknown) => { script = undefined; throw error; });
      // Other sites load it: they keep it for an hour, so that a new version gets there.
      response.type('text/javascript').set({ 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }).send(body);
    })
    .all(methodNotAllowed('GET'));

  routes.route('/demo')
    .get(mayOpen, async (request, response) => {
      const sight = sightOf(response), index = indexOf(sight, { query: {} } as Request);
      const lang = request.query['lang'] === 'en' ? 'en' : 'zh';
      const address = `${request.protocol}://${request.get('host') ?? 'localhost'}${settings.BASE_PATH}`;
      const token = await tokenOfPage(settings, sight);
      // The token is this reader's: no cache may keep it for others.
      if (token !== undefined) response.set('Cache-Control', 'private, no-cache');
      response.type('html').send(renderDemoPage({ basePath: settings.BASE_PATH, address, index: index.fields.index, lang, ...(token === undefined ? {} : { token }) }));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
