import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { listen, type Serving } from '../../src/serve.js';
import { openService } from '../../src/service.js';
import { Client, testService } from './support.js';

// 25 hours apart: at no moment is it the same day in both.
const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;
const running = testService({ TIMEZONE: zones[0] });
let other: Serving;

const dayMs = 86_400_000, dates = Array.from({ length: 9 }, (_, i) => new Date(Date.now() + (i - 4) * dayMs).toISOString().slice(0, 10));
const todayIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());

beforeAll(async () => {
  await running.client.fill(dates.map(date => ({ id: date, title: '码头日志', date })));
  other = await listen(await openService({ ...running.service.settings, TIMEZONE: zones[1] }), pino({ level: 'silent' }));
});
afterAll(() => other.stop());

test.each(['日期：今天', '日期:今天', '码头 日期：今日'])('%s is today where TIMEZONE says: one day here, another one there', async q => {
  const found: string[] = [];
  for (const [timeZone, client] of [[zones[0], running.client], [zones[1], new Client(other.address)]] as const) {
    // Midnight may come while it is asked.
    const before = todayIn(timeZone), { hits, total } = await client.search(q), after = todayIn(timeZone);
    expect(total).toBe(1);
    expect([before, after]).toContain(hits[0]?.article['date']);
    found.push(hits[0]?.id ?? '');
  }
  expect(new Set(found).size).toBe(2);
});
