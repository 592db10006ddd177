import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageDir } from '../../config/paths.js';
import { readSettings, settingNames } from '../../config/settings.js';

const read = (name: string): string => readFileSync(join(packageDir, name), 'utf8');
const example = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]*)=(.*)$/gm)].map(([, name = '', value = '']) => ({ name, value }));

/** Read by compose and by `jianbao setup-keys`, never by the service. */
const notForTheService = ['MEILI_MASTER_KEY', 'MEILI_MAX_INDEXING_MEMORY'];

test('.env.example lists every setting once, and nothing else', () => {
  expect(example.map(({ name }) => name).sort()).toEqual([...settingNames, ...notForTheService].sort());
});

test('.env.example shows the defaults: taken as it stands, it changes nothing', () => {
  // Without the address of a server, which is an example.
  const own = example.filter(({ name }) => name !== 'MEILI_URL');
  expect(readSettings(Object.fromEntries(own.map(({ name, value }) => [name, value])))).toEqual(readSettings({}));
});

/** What the compose specification says of the parts that we use. */
const compose = z.strictObject({
  services: z.record(z.string().regex(/^[a-zA-Z0-9._-]+$/), z.looseObject({
    image: z.string().optional(),
    build: z.union([z.string(), z.looseObject({ context: z.string() })]).optional(),
    restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
    ports: z.array(z.string().regex(/^(\$\{\w+:-\d+\}|[\d.]+)(:\d+)*$/)).optional(),
    environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
    volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(:ro)?$/)).optional(),
    read_only: z.boolean().optional(),
    tmpfs: z.union([z.string(), z.array(z.string())]).optional(),
    cap_drop: z.array(z.string()).optional(),
    security_opt: z.array(z.string()).optional(),
    depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
  }).refine(service => service.image !== undefined || service.build !== undefined, { error: 'a service needs an image or a build' })),
  volumes: z.record(z.string(), z.unknown()).optional(),
  networks: z.record(z.string(), z.unknown()).optional(),
  secrets: z.record(z.string(), z.unknown()).optional(),
});

test('docker-compose.yml is what compose expects: services, named volumes that exist, settings that exist', () => {
  const file = compose.parse(parse(read('docker-compose.yml')));
  const { jianbao } = file.services;
  expect(jianbao).toBeDefined();
  const named = Object.values(file.services).flatMap(({ volumes = [] }) => volumes.map(volume => volume.split(':')[0] ?? '')).filter(source => !/^[./]/.test(source));
  expect(Object.keys(file.volumes ?? {})).toEqual(expect.arrayContaining(named));
  for (const name of Object.keys(jianbao?.environment ?? {})) expect(settingNames).toContain(name);
  expect(jianbao?.ports?.join()).toMatch(/:3000$/);
});

test('the container serves on all its addresses and keeps its data where the volume is', () => {
  const dockerfile = read('Dockerfile');
  const data = compose.parse(parse(read('docker-compose.yml'))).services['jianbao']?.volumes?.[0]?.split(':')[1];
  expect(dockerfile).toMatch(new RegExp(`^ENV .*HOST=0\\.0\\.0\\.0.*DATA_DIR=${String(data)}$`, 'm'));
  expect(dockerfile).toMatch(/^USER (?!root)/m);
});
