// The environment of the product in a campaign: a home of its own, no colours, one locale.

import path from 'node:path';

export function environmentIn(home: string): NodeJS.ProcessEnv {
  const { FORCE_COLOR, LC_ALL, LC_CTYPE, NODE_OPTIONS, REPTILE_LAB_DEBUG, ...inherited } = process.env;
  return {
    ...inherited,
    HOME: home,
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_STATE_HOME: path.join(home, 'state'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    NO_COLOR: '1',
    LANG: 'en_GB.UTF-8',
  };
}
