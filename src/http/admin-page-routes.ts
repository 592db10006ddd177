import compression from 'compression';
import { Router } from 'express';
import type { Settings } from '../../config/settings.js';
import { renderAdminPage } from '../web/admin-page.js';
import { methodNotAllowed } from './problems.js';

/** The page of the administration at `/admin`: a frame that says nothing until its reader types the key. */
export function adminPageRoutes({ BASE_PATH: basePath, ADMIN_KEY }: Settings): Router {
  const routes = Router();
  routes.route('/admin')
    .get(compression(), (request, response) => {
      response.type('html').set('Cache-Control', 'no-cache').send(renderAdminPage({ basePath, lang: request.query['lang'] === 'en' ? 'en' : 'zh', enabled: ADMIN_KEY !== undefined }));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
