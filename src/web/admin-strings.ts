const zh = {
  htmlLang: 'zh-Hans', title: '管理', home: '检索页', other: 'English', needsScript: '本页需要 JavaScript。', key: '管理密钥', open: '进入', leave: '退出', off: '服务未设置 ADMIN_KEY，不能通过网页管理。',
  keyHelp: '只保存在本标签页，关闭即忘。', status: '状态', refresh: '刷新', reindex: '重建索引', rollback: '回到上一份', confirmReindex: '要重建索引吗？重建期间检索照常。', confirmRollback: '要换回上一份索引吗？此后写入的改动将看不到。',
  jobs: '任务', dictionary: '词典', dictionaryHelp: '每行一个词，可在后面加空格和权重（1 以上的整数）。', synonyms: '同义词', synonymsHelp: 'JSON，如 {"单车": ["自行车"], "渡口": {"twoWay": ["码头"]}}。', tryIt: '试算', save: '保存', confirmSave: '要保存吗？',
  statistics: '检索统计', kind: '种类', days: '天数', csv: '下载 CSV', audit: '操作记录',
  kinds: { top: '查得最多', empty: '没有结果', slow: '最慢', clicks: '点击' },
  script: {
    invalid_key: '密钥不对。', missing_key: '请输入密钥。', admin_disabled: '服务未设置 ADMIN_KEY，不能通过网页管理。', failed: '出错了：', offline: '连不上服务。', none: '暂无', engine: '引擎', live: '在用', previous: '上一份', building: '正在建', articles: '篇', cancel: '取消', confirmCancel: '要取消这个任务吗？',
    done: '已完成。', started: '任务已开始。', checked: '没有错误；尚未保存。', recut: '需要重新切分的文章：', statsOff: '统计未开启（STATS=on 开启）。', secondsLeft: '秒后完成', badLine: '此行应为“词”或“词 权重”：', badJson: '不是有效的 JSON。', job: '任务', state: '状态', progress: '进度', started_at: '开始', rejected: '拒收', action: '操作', time: '时间', index: '索引', result: '结果',
    reindex: '重建', upload: '上传', dictionary: '词典', running: '进行中', canceled: '已取消', ended: '完成', failed_state: '失败',
    q: '检索词', id: '文章', searches: '检索', empty: '无结果', clicks: '点击', meanMs: '平均毫秒', mostMs: '最慢毫秒', meanPosition: '平均位置',
  },
};

/** The texts that the script needs. */
export type AdminTexts = Readonly<Record<keyof typeof zh.script, string>>;

const en: Omit<typeof zh, 'script'> & { readonly script: AdminTexts } = {
  htmlLang: 'en', title: 'Administration', home: 'Search page', other: '中文', needsScript: 'This page needs JavaScript.', key: 'Admin key', open: 'Open', leave: 'Leave', off: 'ADMIN_KEY is not set: nothing can be administered here.',
  keyHelp: 'Kept in this tab only, and forgotten when it closes.', status: 'Status', refresh: 'Refresh', reindex: 'Rebuild the index', rollback: 'Roll back', confirmReindex: 'Rebuild the index? Searches go on meanwhile.', confirmRollback: 'Put the build before back? What was written since will not be seen.',
  jobs: 'Jobs', dictionary: 'Dictionary', dictionaryHelp: 'One word a line, optionally followed by a space and a weight (a whole number from 1).', synonyms: 'Synonyms', synonymsHelp: 'JSON, such as {"单车": ["自行车"], "渡口": {"twoWay": ["码头"]}}.', tryIt: 'Try', save: 'Save', confirmSave: 'Save this?',
  statistics: 'Search statistics', kind: 'Kind', days: 'Days', csv: 'Download CSV', audit: 'What was done',
  kinds: { top: 'Most asked', empty: 'Nothing found', slow: 'Slowest', clicks: 'Opened' },
  script: {
    invalid_key: 'This is not the key.', missing_key: 'Please enter the key.', admin_disabled: 'ADMIN_KEY is not set: nothing can be administered here.', failed: 'Failed: ', offline: 'The service cannot be reached.', none: 'None', engine: 'Engine', live: 'Live', previous: 'Before', building: 'Being built', articles: 'articles', cancel: 'Cancel', confirmCancel: 'Cancel this job?',
    done: 'Done.', started: 'The job has begun.', checked: 'No fault found; not saved yet.', recut: 'Articles to cut anew: ', statsOff: 'Statistics are off (STATS=on).', secondsLeft: 's left', badLine: 'This line should be a word, or a word and a weight: ', badJson: 'This is not valid JSON.', job: 'Job', state: 'State', progress: 'Progress', started_at: 'Begun', rejected: 'Rejected', action: 'Action', time: 'Time', index: 'Index', result: 'Result',
    reindex: 'Rebuild', upload: 'Upload', dictionary: 'Dictionary', running: 'running', canceled: 'canceled', ended: 'done', failed_state: 'failed',
    q: 'Query', id: 'Article', searches: 'Searches', empty: 'Without hits', clicks: 'Opened', meanMs: 'Mean ms', mostMs: 'Slowest ms', meanPosition: 'Mean place',
  },
};

/** The texts of `/admin` by language. */
export const adminStrings = { zh, en } as const;
