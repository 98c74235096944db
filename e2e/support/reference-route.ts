/** Serves a reference model's folder to the test page, at /reference. */
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ReferenceModel } from '../../src/fixtures/reference';

export async function serveReference(page: Page, { folder }: ReferenceModel): Promise<void> {
  await page.route('**/reference/*', (route) =>
    route.fulfill({ path: join(folder, basename(new URL(route.request().url()).pathname)) }),
  );
}
